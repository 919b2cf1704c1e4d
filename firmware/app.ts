/**
 * The application of one cabinet sensor: findings of the drivers in, decisions in core, reports
 * out. It also looks after itself: watchdog, restart after a failure, the Wi-Fi link.
 */
import type { DeviceFaultCode } from "../protocol/faults";
import type { NodeSection, ReportCause } from "../protocol/report";
import type { DeviceSettings } from "../protocol/settings";
import { type BootLogFlash, type ClaimedBoot, leaveNote } from "./core/boot-log";
import { type CabinetState, causeOf, unobserved, withEvent } from "./core/cabinet";
import type { KeyedHash } from "./core/keyed-hash";
import { reportBody } from "./core/report";
import type { AedDriver, Finding } from "./drivers/aed-driver";
import type { Board } from "./hal/board";
import type { FailureKind } from "./hal/system";
import { Uplink } from "./uplink";
import { FIRMWARE_VERSION } from "./version";

/** Above the longest connect that blocks the interpreter. Enabled before the application. */
export const WATCHDOG_S = 120;
/** Wi-Fi, memory, drivers and the watchdog are looked after this often. */
export const CHECK_PERIOD_MS = 30000;
/** A report this late means that the application hangs: the watchdog is not kicked any more. */
export const REPORT_LATE_MS = 60000;
/** From a failure to the restart: time to report it, and to keep a crash loop slow. */
export const RESTART_DELAY_MS = 30000;
/** A failure that caused a restart stays in the reports until this long after it. */
export const RESTART_FAULT_MS = 900000;
/** Whatever Wi-Fi says of itself: without the broker for this long it is connected anew. */
export const OFFLINE_WIFI_MS = 600000;
/** Without the broker for this long nothing else helped: the device restarts. */
export const OFFLINE_RESTART_MS = 21600000;
/** Between the goodbye and the restart. */
const GOODBYE_MS = 500;

/** Failures by their note in the boot log; 0 = no note. Never renumbered. */
const RESTART_FAULTS: readonly (FailureKind | undefined)[] = [
  undefined,
  "software-error",
  "memory-low",
];
/** Added to that note: the AED was away, and the broker may not have been told. */
const REMOVAL_NOTE = 4;

/** What boards tell is not always what a report may say; one wrong value would have it refused. */
function isRssiDbm(value: unknown): value is number {
  return typeof value === "number" && value % 1 === 0 && value >= -128 && value <= 0;
}

export interface AppOptions {
  readonly board: Board;
  readonly settings: DeviceSettings;
  readonly hash: KeyedHash;
  readonly claimed: ClaimedBoot;
  readonly bootLog: BootLogFlash;
  readonly drivers: readonly AedDriver[];
}

export class App {
  private readonly uplink: Uplink;
  private readonly faults: DeviceFaultCode[] = [];
  private cabinet: CabinetState;
  private seq = 0;
  private reportedMs = 0;
  private freeVarsMin: number;
  private readonly lastFailure: FailureKind | undefined;
  private isStarted = false;
  private isRestarting = false;

  constructor(private readonly options: AppOptions) {
    const board = options.board;
    const note = options.claimed.note;
    this.cabinet = unobserved(note >= REMOVAL_NOTE ? 1 : 0);
    this.lastFailure = RESTART_FAULTS[note % REMOVAL_NOTE];
    this.freeVarsMin = board.memory.freeVars();
    this.uplink = new Uplink({
      board: board,
      settings: options.settings,
      boot: options.claimed.boot,
      hash: options.hash,
      onConnected: () => this.report("connected"),
      onLink: (isOnline) => this.linkChanged(isOnline),
    });
  }

  /** Runs from now on until the device restarts. */
  start(): void {
    const board = this.options.board;
    board.system.onFailure((kind, message) => this.failed(kind, message));
    this.linkChanged(false);
    this.bringFaults();
    for (let i = 0; i < this.options.drivers.length; i++) {
      const driver = this.options.drivers[i];
      if (driver) driver.start((finding) => this.found(finding));
    }
    this.isStarted = true;
    this.report("boot");
    board.wifi.onUp(() => this.uplink.networkUp());
    board.clock.every("check", CHECK_PERIOD_MS, () => this.check());
    this.check();
    if (board.wifi.isUp()) this.uplink.networkUp();
  }

  private nowMs(): number {
    return this.options.board.clock.uptimeMs();
  }

  /** Faults that are known from the start: failing flash, and what caused the last restart. */
  private bringFaults(): void {
    const lastFailure = this.lastFailure;
    if (this.options.claimed.isFlashFailing) this.faults.push("flash-failing");
    if (lastFailure) this.faults.push(lastFailure);
    this.options.board.clock.after("restart fault", RESTART_FAULT_MS, () => {
      const at = lastFailure && !this.isRestarting ? this.faults.indexOf(lastFailure) : -1;
      if (at < 0) return;
      this.faults.splice(at, 1);
      this.report("fault-changed");
    });
  }

  private found(finding: Finding): void {
    const before = this.cabinet;
    this.cabinet = withEvent(before, finding);
    if (!this.isStarted) return;
    const why = causeOf(before, this.cabinet);
    if (!why) return;
    if (why === "boot") {
      // The contacts settle one after the other, and make one report.
      this.options.board.clock.after("settled", 0, () => this.report("boot"));
      return;
    }
    this.report(why);
    if (why === "aed-removed" || why === "aed-returned") this.restartDrivers();
  }

  /** What was seen of the AED before is no evidence for the one that is there now. */
  private restartDrivers(): void {
    for (let i = 0; i < this.options.drivers.length; i++) {
      const driver = this.options.drivers[i];
      if (driver) driver.restart();
    }
  }

  private node(): NodeSection {
    const board = this.options.board;
    const freeVars = board.memory.freeVars();
    const rssiDbm = board.wifi.rssiDbm();
    this.freeVarsMin = Math.min(this.freeVarsMin, freeVars);
    const node: NodeSection = {
      firmware: FIRMWARE_VERSION,
      config: this.options.settings.version,
      freeVars: freeVars,
      freeVarsMin: this.freeVarsMin,
      reset: this.lastFailure || "unplanned",
      dropped: this.uplink.prepare(),
    };
    if (isRssiDbm(rssiDbm)) node.rssiDbm = rssiDbm;
    return node;
  }

  private report(why: ReportCause): void {
    const settings = this.options.settings;
    this.seq++;
    const body = reportBody({
      id: settings.id,
      boot: this.options.claimed.boot,
      seq: this.seq,
      at: this.uplink.wallS(),
      upS: Math.floor(this.nowMs() / 1000),
      why: why,
      dueS: settings.heartbeatS,
      isSimulated: !this.options.board.system.isRealBoard,
      cabinet: this.cabinet,
      node: this.node(),
      faults: this.faults,
    });
    this.uplink.send({ seq: this.seq, why: why, body: body });
    this.reportedMs = this.nowMs();
    this.options.board.clock.after("heartbeat", settings.heartbeatS * 1000, () =>
      this.report("heartbeat"),
    );
  }

  private check(): void {
    const board = this.options.board;
    const settings = this.options.settings;
    for (let i = 0; i < this.options.drivers.length; i++) {
      const driver = this.options.drivers[i];
      if (driver) driver.check();
    }
    this.freeVarsMin = Math.min(this.freeVarsMin, board.memory.freeVars());
    if (!board.wifi.isUp()) this.connectWifi();
    const lateMs = this.nowMs() - this.reportedMs - settings.heartbeatS * 1000;
    if (lateMs < REPORT_LATE_MS && !this.isRestarting) board.system.kickWatchdog();
  }

  private connectWifi(): void {
    const settings = this.options.settings;
    const network = { ssid: settings.wifiSsid, password: settings.wifiPassword };
    this.options.board.wifi.connect(network);
  }

  /** Shows the link, and has something done about it when it stays away. */
  private linkChanged(isOnline: boolean): void {
    const clock = this.options.board.clock;
    this.options.board.pins.statusLed.set(isOnline);
    if (this.isRestarting) return;
    if (isOnline) {
      clock.cancel("offline wifi");
      clock.cancel("restart");
    } else {
      clock.every("offline wifi", OFFLINE_WIFI_MS, () => this.connectWifi());
      clock.after("restart", OFFLINE_RESTART_MS, () => this.restartOffline());
    }
  }

  /** Reports what happened if it still can, then restarts the device. */
  private failed(kind: FailureKind, message: string): void {
    const board = this.options.board;
    board.log("Failure, restarting soon: " + kind + ": " + message);
    if (this.isRestarting) return;
    this.isRestarting = true;
    board.clock.after("restart", RESTART_DELAY_MS, () => this.restart());
    this.note(RESTART_FAULTS.indexOf(kind));
    if (this.faults.indexOf(kind) < 0) this.faults.push(kind);
    this.report("fault-changed");
  }

  private restartOffline(): void {
    this.isRestarting = true;
    this.options.board.log("Without the broker for too long, restarting");
    this.note(0);
    this.restart();
  }

  /** Leaves the failure, and a removal that may be told by no report, for the next boot. */
  private note(failure: number): void {
    const isUntold = this.cabinet.removals > 0 && this.uplink.hasUntold();
    const note = failure + (isUntold ? REMOVAL_NOTE : 0);
    if (note > 0) leaveNote(this.options.bootLog, this.options.claimed, note);
  }

  private restart(): void {
    const board = this.options.board;
    this.uplink.stop();
    board.clock.after("reboot", GOODBYE_MS, board.system.reboot);
  }
}
