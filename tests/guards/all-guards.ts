/** All guards whose absence some test must notice. */
import { BROKER_GUARDS } from "./broker-guards";
import { COMMAND_GUARDS } from "./command-guards";
import { DRIVER_GUARDS } from "./driver-guards";
import { FIRMWARE_GUARDS } from "./firmware-guards";
import { FLASH_GUARDS } from "./flash-guards";
import type { Guard } from "./guard";
import { OUTBOX_GUARDS } from "./outbox-guards";
import { PROVISION_GUARDS } from "./provision-guards";
import { READINESS_GUARDS } from "./readiness-guards";
import { REMOTE_GUARDS } from "./remote-guards";
import { SYSTEM_GUARDS } from "./system-guards";
import { UPDATE_GUARDS } from "./update-guards";

export const ALL_GUARDS: readonly Guard[] = [
  ...READINESS_GUARDS,
  ...BROKER_GUARDS,
  ...COMMAND_GUARDS,
  ...FIRMWARE_GUARDS,
  ...OUTBOX_GUARDS,
  ...DRIVER_GUARDS,
  ...UPDATE_GUARDS,
  ...REMOTE_GUARDS,
  ...SYSTEM_GUARDS,
  ...FLASH_GUARDS,
  ...PROVISION_GUARDS,
];
