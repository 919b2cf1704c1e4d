/**
 * The Wi-Fi access point that one device sees. A test or the cabinet's human side turns it off
 * and on; what happens to open connections meanwhile is theirs to say.
 */

/** What becomes of open sockets: they hang without a word, or both sides see a reset. */
export type SocketFate = "silent" | "reset";

const RSSI_DBM = -61;

export class AccessPoint {
  /** Signal strength at the device. */
  rssiDbm = RSSI_DBM;
  /** The name and password, in bytes, with which the device joined last; both are taken. */
  joinedWith: { readonly ssid: string; readonly password: string } | undefined;
  private isUp = true;
  private listener: ((fate: SocketFate) => void) | undefined;

  get isOn(): boolean {
    return this.isUp;
  }

  turnOff(fate: SocketFate): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.listener?.(fate);
  }

  turnOn(): void {
    this.isUp = true;
  }

  /** For the runtime: whom to tell that the radio link is gone; undefined = nobody. */
  onLost(listener: ((fate: SocketFate) => void) | undefined): void {
    this.listener = listener;
  }
}
