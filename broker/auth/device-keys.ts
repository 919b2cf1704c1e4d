/** Device keys, derived from the master key on demand and kept ready for cabinets in service. */
import type { Authenticator } from "../../protocol/frame";
import {
  createAuthenticator,
  DEVICE_KEY_VERSION,
  deriveDeviceKey,
} from "../../protocol/host/authenticator";
import { DEVICE_KEYS_CACHED_MAX } from "../limits";

export interface DeviceKeys {
  /** The authenticator of a cabinet in service; kept ready. */
  of(cabinetId: string): Authenticator;
  /** The authenticator of any id, registered or not, always in the same time; not kept. */
  derived(cabinetId: string): Authenticator;
}

/** Keys under one master key. */
export function createDeviceKeys(masterKey: Uint8Array): DeviceKeys {
  const ready = new Map<string, Authenticator>();
  const derived = (cabinetId: string): Authenticator => {
    return createAuthenticator(deriveDeviceKey(masterKey, cabinetId, DEVICE_KEY_VERSION));
  };
  return {
    derived,
    of: (cabinetId) => {
      const known = ready.get(cabinetId);
      if (known) return known;
      if (ready.size >= DEVICE_KEYS_CACHED_MAX) ready.clear();
      const authenticator = derived(cabinetId);
      ready.set(cabinetId, authenticator);
      return authenticator;
    },
  };
}
