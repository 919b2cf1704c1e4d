/** What a CONNECT packet must be like before its password is even looked at. Pure. */
import { isCabinetId } from "../../protocol/cabinet-id";
import { KEEP_ALIVE_S_MAX, KEEP_ALIVE_S_MIN, WILL_BYTES_MAX } from "../../protocol/limits";
import { topicOf } from "../../protocol/topics";

const MQTT_3_1_1 = 4;

export interface ConnectRequest {
  readonly clientId: string;
  readonly protocolVersion?: number | undefined;
  readonly clean?: boolean | undefined;
  readonly keepalive?: number | undefined;
  readonly username?: string | undefined;
  readonly password?: Uint8Array | undefined;
  readonly will?:
    | {
        readonly topic: string;
        readonly payload: Uint8Array | string;
        readonly qos?: number | undefined;
        readonly retain?: boolean | undefined;
      }
    | undefined;
}

function isOwnWill(id: string, will: NonNullable<ConnectRequest["will"]>): boolean {
  const isAllowed = (will.qos ?? 0) <= 1 && !will.retain && will.payload.length <= WILL_BYTES_MAX;
  return isAllowed && will.topic === topicOf(id, "will");
}

/** True when the request may go on to its login. */
export function isConnectAllowed(request: ConnectRequest): boolean {
  const { clientId, keepalive = 0, will } = request;
  if (request.protocolVersion !== MQTT_3_1_1 || request.clean !== true) return false;
  if (!isCabinetId(clientId) || request.username !== clientId) return false;
  if (!request.password) return false;
  if (keepalive < KEEP_ALIVE_S_MIN || keepalive > KEEP_ALIVE_S_MAX) return false;
  return !will || isOwnWill(clientId, will);
}
