/**
 * The application of one cabinet sensor: findings of the drivers in, decisions in core, reports
 * out. It also looks after itself: watchdog, restart after a failure, the Wi-Fi link. What the
 * broker wants of it is `remote.ts`; sleep is `sleeper.ts`.
 */
import type { DeviceFaultCode, FaultCode } from "../protocol/faults";
import type { NodeSection, ReportCause } from "../protocol/report";
import { type ClaimedBoot, LIVED_NOTE, leaveNote } from "./core/boot-log";
import {
  asTold,
  type CabinetState,
  causeOf,
  faultsOf,
  unobserved,
  withEvent,
} from "./core/cabinet";
import { type DeviceState, isOnTrial } from "./core/device-state";
import type { FlashArea } from "./core/flash-area";
import type { KeyedHash } from "./core/keyed-hash";
import type { Outbox } from "./core/outbox";
import { powerOf, reportBody } from "./core/report";
import type { AedDriver, Finding } from "./drivers/aed-driver";
import type { Board } from "./hal/board";
import type { FailureKind } from "./hal/system";
import { Remote } from "./remote";
import { selfTest } from "./self-test";
import type { Signs } from "./signs";
import { keepAsleep, sleepDueS } from "./sleeper";
import { Uplink } from "./uplink";
import { FIRMWARE_VERSION } from "./version";

/** Above the longest connect that blocks the interpreter. Enabled before the application. */
export const WATCHDOG_S = 120;
/** Wi-Fi, memory, drivers and the watchdog are looked after this often. */
export const CHECK_PERIOD_MS = 30000;
/** A sensor on batteries looks at its drivers this often while it is awake. */
export const AWAKE_CHECK_MS = 3000;
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
/** A boot that got this far has not failed. */
export const LIVED_MS = 60000;
/** What is on trial must reach the broker within this time. */
export const TRIAL_MS = 900000;
/** In safe mode for this long, it is tried again with everything on. */
export const SAFE_MODE_MS = 1800000;
/** The contacts have settled this long after the start: time for the first report. */
export const SETTLED_MS = 700;
/** Between the goodbye and the restart. */
const GOODBYE_MS = 500;
/** The device's own log: this many lines of this length are kept for the `log` command. */
const LOG_LINES = 6;
const LOG_LINE_LENGTH = 60;

/** Failures by their note in the boot log; 0 = no note. Never renumbered. */
function restartFault(note: number): FailureKind | undefined {
  const kinds: readonly (FailureKind | undefined)[] = [
    undefined,
    "software-error",
    "memory-low",
    "stack-overflow",
  ];
  return kinds[note];
}
function noteOf(kind: FailureKind): number {
  return kind === "software-error" ? 1 : kind === "memory-low" ? 2 : 3;
}
/** Added to that note: the AED was away, and the broker may not have been told. */
const REMOVAL_NOTE = 4;

/** What boards tell is not always what a report may say; one wrong value would have it refused. */
function isRssiDbm(value: unknown): value is number {
  return typeof value === "number" && value % 1 === 0 && value >= -128 && value <= 0;
}

export interface AppOptions {
  readonly board: Board;
  readonly state: DeviceState;
  /** Puts the state on flash; false when flash did not take it. */
  readonly saveState: () => boolean;
  readonly hash: KeyedHash;
  readonly claimed: ClaimedBoot;
  readonly bootLog: FlashArea;
  readonly outbox: Outbox;
  readonly drivers: readonly AedDriver[];
  readonly signs: Signs;
  /** Faults that are known from the start. */
  readonly faults: readonly DeviceFaultCode[];
  readonly isSafeMode: boolean;
}

export class App {
  private readonly uplink: Uplink;
  private readonly faults: FaultCode[] = [];
  private cabinet: CabinetState;
  private seq = 0;
  private reportedMs = 0;
  private freeVarsMin: number;
  private readonly remote: Remote;
  private lines: string[] = [];
  private readonly lastFailure: FailureKind | undefined;
  private hasLived = false;
  private isBootTold = false;
  private isOnline = false;
  private isRestarting = false;

  constructor(private readonly options: AppOptions) {
    const board = options.board;
    const note = options.claimed.note % 8;
    this.cabinet = unobserved(note >= REMOVAL_NOTE ? 1 : 0);
    this.lastFailure = restartFault(note % REMOVAL_NOTE);
    this.freeVarsMin = board.memory.freeVars();
    this.uplink = new Uplink({
      board: board,
      settings: options.state.settings,
      boot: options.claimed.boot,
      hash: options.hash,
      outbox: options.outbox,
      onConnected: () => {
        // The first report tells it as well.
        if (this.isBootTold) this.report("connected");
      },
      onLink: (isOnline) => this.linkChanged(isOnline),
      onProven: () => this.remote.proven(),
      onCommand: (payload) => this.remote.commanded(payload),
      onChunk: (payload) => this.remote.received(payload),
    });
    this.remote = new Remote({
      board: board,
      hash: options.hash,
      state: options.state,
      saveState: options.saveState,
      boot: options.claimed.boot,
      uplink: this.uplink,
      signs: options.signs,
      report: (why) => this.report(why),
      selfTest: () => selfTest(board, options.outbox, this.allFaults(undefined)),
      logLines: () => this.lines.join(" | "),
      log: (line) => this.log(line),
      restart: (delayMs) => this.restartSoon(delayMs),
    });
  }

  /** Runs from now on until the device restarts. */
  start(): void {
    const board = this.options.board;
    const clock = board.clock;
    board.system.onFailure((kind, message) => this.failed(kind, message));
    this.linkChanged(false);
    this.bringFaults();
    const listener = (finding: Finding) => this.found(finding);
    for (let i = 0; i < this.options.drivers.length; i++) {
      const driver = this.options.drivers[i];
      if (driver) driver.start(listener);
    }
    clock.after("settled", SETTLED_MS, () => {
      this.isBootTold = true;
      this.report("boot");
    });
    board.wifi.onUp(() => this.uplink.networkUp());
    clock.every("check", CHECK_PERIOD_MS, () => this.check());
    clock.after("lived", LIVED_MS, () => this.lived());
    if (isOnTrial(this.options.state)) clock.after("trial", TRIAL_MS, () => this.restart());
    if (this.options.isSafeMode) clock.after("safe mode", SAFE_MODE_MS, () => this.restart());
    if (this.options.state.settings.isBatteryPowered) this.sleepWhenDone();
    this.check();
    if (board.wifi.isUp()) this.uplink.networkUp();
  }

  private nowMs(): number {
    return this.options.board.clock.uptimeMs();
  }

  private log(line: string): void {
    this.options.board.log(line);
    this.lines.push(Math.floor(this.nowMs() / 1000) + " " + line.substr(0, LOG_LINE_LENGTH));
    if (this.lines.length > LOG_LINES) this.lines.splice(0, 1);
  }

  /** Faults that are known from the start, and what caused the last restart. */
  private bringFaults(): void {
    const lastFailure = this.lastFailure;
    const brought = this.options.faults;
    for (let i = 0; i < brought.length; i++) this.faults.push(brought[i] as FaultCode);
    if (lastFailure) this.faults.push(lastFailure);
    this.options.board.clock.after("restart fault", RESTART_FAULT_MS, () => {
      const at = lastFailure && !this.isRestarting ? this.faults.indexOf(lastFailure) : -1;
      if (at < 0) return;
      this.faults.splice(at, 1);
      this.report("fault-changed");
    });
  }

  /** The next boot need not wonder about this one. */
  private lived(): void {
    // Nor does it forget the failure that it is about to restart for.
    if (this.isRestarting) return;
    this.hasLived = true;
    this.note(0);
  }

  private found(finding: Finding): void {
    const before = this.cabinet;
    this.cabinet = withEvent(before, finding);
    // The contacts settle one after the other, slow sensors follow: all make the first report.
    if (!this.isBootTold) return;
    const why = causeOf(before, this.cabinet);
    if (!why) return;
    if (why === "door-opened") this.options.signs.doorOpened();
    if (why === "aed-removed") this.options.signs.aedRemoved();
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
    this.options.outbox.makeRoom();
    const node: NodeSection = {
      firmware: FIRMWARE_VERSION,
      config: this.options.state.settings.version,
      freeVars: freeVars,
      freeVarsMin: this.freeVarsMin,
      reset: this.lastFailure || "unplanned",
      dropped: this.options.outbox.dropped(),
    };
    if (isRssiDbm(rssiDbm)) node.rssiDbm = rssiDbm;
    if (this.remote.rejected > 0) node.rejected = this.remote.rejected;
    if (this.options.isSafeMode) node.mode = "safe";
    else if (isOnTrial(this.options.state)) node.mode = "trial";
    return node;
  }

  /** Faults of the device, then of its findings; `extra` is in this report only. */
  private allFaults(extra: FaultCode | undefined): FaultCode[] {
    // The order in which they matter, because only the first few fit into a report.
    const faults = extra ? [extra] : [];
    const all = faults.concat(faultsOf(this.cabinet), this.faults);
    const isTold = all.indexOf("flash-failing") >= 0;
    return this.options.outbox.isFailing() && !isTold ? all.concat(["flash-failing"]) : all;
  }

  private dueS(): number {
    const settings = this.options.state.settings;
    const heartbeatS = settings.heartbeatS;
    return settings.isBatteryPowered ? sleepDueS(heartbeatS) : heartbeatS;
  }

  private report(why: ReportCause): void {
    const settings = this.options.state.settings;
    this.seq++;
    const body = reportBody({
      id: settings.id,
      boot: this.options.claimed.boot,
      seq: this.seq,
      at: this.uplink.wallS(),
      upS: Math.floor(this.nowMs() / 1000),
      why: why,
      dueS: this.dueS(),
      isSimulated: !this.options.board.system.isRealBoard,
      cabinet: this.cabinet,
      power: powerOf(settings, this.cabinet),
      node: this.node(),
      faults: this.allFaults(why === "drill" ? "drill" : undefined),
    });
    this.uplink.send({ why: why, body: body });
    this.reportedMs = this.nowMs();
    this.options.board.clock.after("heartbeat", settings.heartbeatS * 1000, () =>
      this.report("heartbeat"),
    );
  }

  private checkDrivers(): void {
    for (let i = 0; i < this.options.drivers.length; i++) {
      const driver = this.options.drivers[i];
      if (driver) driver.check();
    }
  }

  private check(): void {
    const board = this.options.board;
    this.checkDrivers();
    this.freeVarsMin = Math.min(this.freeVarsMin, board.memory.freeVars());
    if (!board.wifi.isUp()) this.connectWifi();
    const heartbeatMs = this.options.state.settings.heartbeatS * 1000;
    const lateMs = this.nowMs() - this.reportedMs - heartbeatMs;
    if (lateMs < REPORT_LATE_MS && !this.isRestarting) board.system.kickWatchdog();
  }

  private connectWifi(): void {
    const settings = this.options.state.settings;
    const network = { ssid: settings.wifiSsid, password: settings.wifiPassword };
    this.options.board.wifi.connect(network);
  }

  /** Shows the link, and has something done about it when it stays away. */
  private linkChanged(isOnline: boolean): void {
    const clock = this.options.board.clock;
    this.options.signs.online(isOnline);
    this.isOnline = isOnline;
    if (this.isRestarting) return;
    if (isOnline) {
      clock.cancel("offline wifi");
      clock.cancel("restart");
    } else {
      this.remote.offline();
      clock.every("offline wifi", OFFLINE_WIFI_MS, () => this.connectWifi());
      clock.after("restart", OFFLINE_RESTART_MS, () => this.restartOffline());
    }
  }

  private sleepWhenDone(): void {
    const options = this.options;
    // Slow sensors need more than one look, and there is little time.
    options.board.clock.every("awake check", AWAKE_CHECK_MS, () => this.checkDrivers());
    keepAsleep({
      board: options.board,
      heartbeatS: options.state.settings.heartbeatS,
      isIdle: () => this.uplink.isIdle(),
      workedMs: () => this.uplink.workedMs,
      isSettled: () => asTold(this.cabinet).indicator !== "unknown",
      // An update goes on at the next waking when the broker is away.
      isBusy: () =>
        this.isRestarting || isOnTrial(options.state) || (this.isOnline && !!options.state.update),
      toldLevels: () => {
        const cabinet = this.cabinet;
        return (cabinet.door === "closed" ? 0 : 1) + (cabinet.present === true ? 0 : 2);
      },
      isTold: () => options.outbox.isEmpty(),
      leaveNote: (note) => {
        leaveNote(options.bootLog, options.claimed, note);
      },
      goodbye: () => this.uplink.stop(),
    });
  }

  /** Reports what happened if it still can, then restarts the device. */
  private failed(kind: FailureKind, message: string): void {
    this.log("Failure, restarting soon: " + kind + ": " + message);
    if (this.isRestarting) return;
    this.restartSoon(RESTART_DELAY_MS);
    this.note(noteOf(kind));
    if (this.faults.indexOf(kind) < 0) this.faults.push(kind);
    this.report("fault-changed");
  }

  private restartOffline(): void {
    this.log("Without the broker for too long, restarting");
    this.isRestarting = true;
    this.note(0);
    this.restart();
  }

  /** Leaves the failure, and a removal that the broker may not know of, for the next boot. */
  private note(failure: number): void {
    const isUntold = this.cabinet.removals > 0 && !this.options.outbox.isEmpty();
    const lived = this.hasLived ? LIVED_NOTE : 0;
    const note = failure + (isUntold ? REMOVAL_NOTE : 0) + lived;
    if (note > 0) leaveNote(this.options.bootLog, this.options.claimed, note);
  }

  /** Whatever is asked of it meanwhile, the device restarts after this time. */
  private restartSoon(delayMs: number): void {
    this.isRestarting = true;
    this.options.board.clock.after("restart", delayMs, () => this.restart());
  }

  private restart(): void {
    const board = this.options.board;
    this.isRestarting = true;
    this.uplink.stop();
    board.clock.after("reboot", GOODBYE_MS, board.system.reboot);
  }
}
