/**
 * The Wifi module in station mode. Like the board it gives up: `connect` has a budget of three
 * attempts which a success does not refill; the last failure fires `disconnected` and leaves the
 * radio stopped until the firmware calls `connect` again. Any network name is accepted.
 */
import type { AccessPoint, SocketFate } from "./access-point";
import type { Cancel, SimulatorClock } from "./clock";
import { type Doors, stopAccessPoint } from "./doors";
import { type DeviceCallback, type Enter, EspruinoEmitter } from "./emitter";

const ATTEMPTS = 3;
const ASSOCIATE_MS = 600;
const ADDRESS_MS = 400;
const FAILED_ATTEMPT_MS = 2400;
const ADDRESS = { ip: "192.168.4.23", netmask: "255.255.255.0", gw: "192.168.4.1" };

type State = "off" | "connecting" | "connected";

/** What the radio is at, which `reset()` does not change. */
export interface WifiLink {
  state: State;
  attemptsLeft: number;
  ssid: string;
  password: string;
}

/** The radio of a device that has just started. */
export function createWifiLink(): WifiLink {
  return { state: "off", attemptsLeft: 0, ssid: "", password: "" };
}

export interface DeviceWifiOptions {
  readonly clock: SimulatorClock;
  readonly enter: Enter;
  readonly accessPoint: AccessPoint;
  readonly link: WifiLink;
  readonly doors: Doors;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  /** The link under all sockets is gone. */
  readonly onLinkLost: (fate: SocketFate) => void;
}

export class DeviceWifi extends EspruinoEmitter {
  private readonly link: WifiLink;
  private callback: DeviceCallback | undefined;
  private cancelStep: Cancel | undefined;

  constructor(private readonly options: DeviceWifiOptions) {
    super(options.enter);
    this.link = options.link;
    options.accessPoint.onLost((fate) => this.linkLost(fate));
    if (this.link.state === "off") return;
    if (this.link.state === "connecting" || !options.accessPoint.isOn) this.attempt();
  }

  get isConnected(): boolean {
    return this.link.state === "connected";
  }

  connect(ssid: unknown, given: unknown, callback: unknown): void {
    this.options.requirePower();
    if (typeof ssid !== "string" || ssid === "") throw new Error("Expecting ssid");
    const { password } = (given ?? {}) as { password?: unknown };
    this.link.ssid = ssid;
    this.link.password = typeof password === "string" ? password : "";
    this.callback = typeof callback === "function" ? (callback as DeviceCallback) : undefined;
    this.link.attemptsLeft = ATTEMPTS;
    if (this.isConnected) this.options.onLinkLost("reset");
    this.attempt();
  }

  disconnect(callback?: unknown): void {
    this.options.requirePower();
    const wasConnected = this.isConnected;
    this.turnOff();
    if (wasConnected) {
      this.options.onLinkLost("reset");
      this.emit("disconnected", { reason: "8", msg: "ASSOC_LEAVE" });
    }
    if (typeof callback === "function") this.enter(callback as DeviceCallback, null);
  }

  stopAP(callback?: unknown): void {
    this.options.requirePower();
    stopAccessPoint(this.options.doors, this.enter, callback);
  }

  getStatus(): Record<string, unknown> {
    const isConnected = this.isConnected;
    return {
      mode: this.link.state === "off" ? "off" : "sta",
      station: isConnected ? "connected" : this.link.state,
      ap: this.options.doors.isAccessPointOn ? "enabled" : "disabled",
      rssi: isConnected ? this.options.accessPoint.rssiDbm : undefined,
    };
  }

  /** As on the board: no signal strength, and the password in clear. */
  getDetails(): Record<string, unknown> {
    const status = this.isConnected ? "connected" : this.link.state;
    return { status, ssid: this.link.ssid, password: this.link.password, authMode: "wpa2" };
  }

  /** The radio is off: by the firmware's wish, or after the last attempt. */
  private turnOff(): void {
    this.stop();
    this.link.state = "off";
  }

  /** The boot has ended; the link goes with the power. */
  stop(): void {
    this.cancelStep?.();
    this.cancelStep = undefined;
  }

  private attempt(): void {
    this.stop();
    this.link.state = "connecting";
    if (this.options.accessPoint.isOn) this.step(ASSOCIATE_MS, () => this.associated());
    else this.step(FAILED_ATTEMPT_MS, () => this.failed());
  }

  private step(delayMs: number, run: () => void): void {
    this.cancelStep = this.options.clock.after("wifi", delayMs, run);
  }

  private associated(): void {
    if (!this.options.accessPoint.isOn) {
      this.failed();
      return;
    }
    this.emit("associated", { ssid: this.link.ssid, channel: "6" });
    this.step(ADDRESS_MS, () => this.gotAddress());
  }

  private gotAddress(): void {
    if (!this.options.accessPoint.isOn) {
      this.failed();
      return;
    }
    this.link.state = "connected";
    this.cancelStep = undefined;
    this.options.accessPoint.joinedWith = { ssid: this.link.ssid, password: this.link.password };
    this.emit("connected", ADDRESS);
    this.answer(null);
  }

  private failed(): void {
    this.link.attemptsLeft -= 1;
    if (this.link.attemptsLeft > 0) {
      this.attempt();
      return;
    }
    this.turnOff();
    this.emit("disconnected", { reason: "201", msg: "NO_AP_FOUND" });
    this.answer("NO_AP_FOUND");
  }

  private linkLost(fate: SocketFate): void {
    if (!this.isConnected) return;
    this.options.onLinkLost(fate);
    this.failed();
  }

  private answer(error: string | null): void {
    const callback = this.callback;
    this.callback = undefined;
    if (callback) this.enter(callback, error);
  }
}
