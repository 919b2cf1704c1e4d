/**
 * The application of one cabinet sensor: findings of the drivers in, decisions in core, reports
 * out. It also looks after itself: watchdog, restart after a failure, the Wi-Fi link.
 */
import type { DeviceFaultCode } from "../protocol/faults";
import type { NodeSection, ReportCause } from "../protocol/report";
import type { DeviceSettings } from "../protocol/settings";
import { type BootLogFlash, type ClaimedBoot, leaveNote } from "./core/boot-log";
import { causeOf, UNOBSERVED, withEvent } from "./core/cabinet";
import type { KeyedHash } from "./core/keyed-hash";
import { reportBody } from "./core/report";
import type { AedDriver, Finding } from "./drivers/aed-driver";
import type { Board } from "./hal/board";
import type { FailureKind } from "./hal/system";
import { Uplink } from "./uplink";
import { FIRMWARE_VERSION } from "./version";

/** Above the longest connect that blocks the interpreter. */
export const WATCHDOG_S = 120;
/** Wi-Fi, memory, drivers and the watchdog are looked after this often. */
export const CHECK_PERIOD_MS = 30000;
/** A report this late means that the application hangs: the watchdog is not kicked any more. */
export const REPORT_LATE_MS = 60000;
/** From a failure to the restart: time to report it, and to keep a crash loop slow. */
export const RESTART_DELAY_MS = 30000;
/** A failure that caused a restart stays in the reports until this long after it. */
export const RESTART_FAULT_MS = 900000;
/** Between the goodbye and the restart. */
const GOODBYE_MS = 500;

/** Failures by their note in the boot log; 0 = no note. Never renumbered. */
const RESTART_FAULTS: readonly (FailureKind | undefined)[] = [
  undefined,
  "software-error",
  "memory-low",
];

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
  private cabinet = UNOBSERVED;
  private seq = 0;
  private reportedMs = 0;
  private freeVarsMin: number;
  private isStarted = false;
  private isRestarting = false;

  constructor(private readonly options: AppOptions) {
    const board = options.board;
    this.freeVarsMin = board.memory.freeVars();
    this.uplink = new Uplink({
      board: board,
      settings: options.settings,
      boot: options.claimed.boot,
      hash: options.hash,
      onConnected: () => this.report("connected"),
      onLink: (isOnline) => board.pins.statusLed.set(isOnline),
    });
  }

  /** Runs from now on until the device restarts. */
  start(): void {
    const board = this.options.board;
    board.system.onFailure((kind, message) => this.failed(kind, message));
    board.system.enableWatchdog(WATCHDOG_S);
    board.pins.statusLed.set(false);
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
    const claimed = this.options.claimed;
    if (claimed.isFlashFailing) this.faults.push("flash-failing");
    const lastFailure = RESTART_FAULTS[claimed.note];
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
      reset: RESTART_FAULTS[this.options.claimed.note] || "unplanned",
      dropped: this.uplink.prepare(),
    };
    if (rssiDbm !== undefined) node.rssiDbm = rssiDbm;
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
    if (!board.wifi.isUp()) {
      board.wifi.connect({ ssid: settings.wifiSsid, password: settings.wifiPassword });
    }
    const lateMs = this.nowMs() - this.reportedMs - settings.heartbeatS * 1000;
    if (lateMs < REPORT_LATE_MS) board.system.kickWatchdog();
  }

  /** Reports what happened if it still can, then restarts the device. */
  private failed(kind: FailureKind, message: string): void {
    const board = this.options.board;
    board.log("Failure, restarting soon: " + kind + ": " + message);
    if (this.isRestarting) return;
    this.isRestarting = true;
    board.clock.after("restart", RESTART_DELAY_MS, () => this.restart());
    leaveNote(this.options.bootLog, this.options.claimed, RESTART_FAULTS.indexOf(kind));
    if (this.faults.indexOf(kind) < 0) this.faults.push(kind);
    this.report("fault-changed");
  }

  private restart(): void {
    const board = this.options.board;
    this.uplink.stop();
    board.clock.after("reboot", GOODBYE_MS, board.system.reboot);
  }
}
