/** The words of every fault code there is. */
import type { FaultCode } from "../../protocol/faults";
import { ACTION_FAULT_TEXTS } from "./action-fault-texts";
import { DEVICE_FAULT_TEXTS } from "./device-fault-texts";
import type { FaultText } from "./text";
import { UNKNOWN_FAULT_TEXTS } from "./unknown-fault-texts";

export const FAULT_TEXTS: Readonly<Record<FaultCode, FaultText>> = {
  ...DEVICE_FAULT_TEXTS,
  ...ACTION_FAULT_TEXTS,
  ...UNKNOWN_FAULT_TEXTS,
};
