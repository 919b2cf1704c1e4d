/**
 * What the broker wants of this device: commands, updates, and the replies that are owed. Most of
 * it exists only while it is needed: the desk for one command, the updater for one update.
 */
import type { ByteString } from "../protocol/frame";
import type { ReportCause } from "../protocol/report";
import { versionNumber } from "../protocol/update";
import { replyBody } from "./core/commands";
import { type DeviceState, isOnTrial } from "./core/device-state";
import type { KeyedHash } from "./core/keyed-hash";
import { takeCommand } from "./desk";
import type { Board } from "./hal/board";
import { confirmTrial, tellOutcome } from "./outcome";
import type { Signs } from "./signs";
import { createUpdater, type Updater } from "./updater";
import type { Uplink } from "./uplink";
import { FIRMWARE_VERSION } from "./version";

/** From a restart that was asked for to the restart, if its reply is not delivered before. */
export const RESTART_SOON_MS = 10000;

export interface RemoteOptions {
  readonly board: Board;
  readonly hash: KeyedHash;
  readonly state: DeviceState;
  readonly saveState: () => boolean;
  readonly boot: number;
  readonly uplink: Uplink;
  readonly signs: Signs;
  readonly report: (why: ReportCause) => void;
  readonly selfTest: () => string;
  readonly logLines: () => string;
  readonly log: (line: string) => void;
  /** Restarts the device after `delayMs`. */
  readonly restart: (delayMs: number) => void;
}

export class Remote {
  /** Commands refused since boot, forged ones included. */
  rejected = 0;
  private lastReply = "";
  private lastReplyN = 0;
  private updater: Updater | undefined;
  /** This boot tries something. What a command leaves for the next boot is not meant. */
  private isTrial: boolean;

  constructor(private readonly options: RemoteOptions) {
    this.isTrial = isOnTrial(options.state);
  }

  /** The broker is the real one: what was on trial has reached it, and what is owed is told. */
  proven(): void {
    const state = this.options.state;
    const version = versionNumber(FIRMWARE_VERSION);
    if (this.isTrial && confirmTrial(state, this.options.saveState, version)) {
      this.isTrial = false;
      this.options.board.clock.cancel("trial");
    }
    this.tellOutcome();
    if (state.update && !this.updater) this.updater = this.createUpdater();
    if (this.updater) this.updater.proceed();
  }

  /** The broker is out of reach. */
  offline(): void {
    if (this.updater) this.updater.pause();
  }

  /** A payload on the command topic, whoever made it. */
  commanded(payload: ByteString): void {
    const options = this.options;
    // Collects garbage: the desk leaves cycles, and in a flood the interpreter never rests.
    options.board.memory.freeVars();
    takeCommand(
      {
        boot: options.boot,
        hash: options.hash,
        state: options.state,
        saveState: options.saveState,
        wallS: () => options.uplink.wallS(),
        lastReply: (n) => (n === this.lastReplyN ? this.lastReply : ""),
        reply: (body, onDelivered) => this.reply(body, onDelivered),
        refused: () => {
          this.rejected++;
        },
        report: options.report,
        identify: options.signs.identify,
        selfTest: options.selfTest,
        logLines: options.logLines,
        restart: () => {
          this.isTrial = false;
          options.restart(0);
        },
        restartSoon: () => options.restart(RESTART_SOON_MS),
        update: (n, manifest) => this.update(n, manifest),
      },
      payload,
    );
  }

  /** A payload on the topic of update chunks, whoever made it. */
  received(payload: ByteString): void {
    if (this.updater) this.updater.take(payload);
  }

  private tellOutcome(): void {
    const options = this.options;
    tellOutcome({
      state: options.state,
      saveState: options.saveState,
      boot: options.boot,
      reply: (body, onDelivered) => this.reply(body, onDelivered),
    });
  }

  private reply(body: string, onDelivered: () => void): void {
    this.lastReply = body;
    this.lastReplyN = this.options.state.command;
    this.options.uplink.post("reply", body, onDelivered);
  }

  private update(n: number, manifest: ByteString): void {
    if (!this.updater) this.updater = this.createUpdater();
    this.updater.begin(n, manifest);
  }

  private createUpdater(): Updater {
    const options = this.options;
    return createUpdater({
      board: options.board,
      hash: options.hash,
      state: options.state,
      saveState: options.saveState,
      ask: (body) => options.uplink.post("update/get", body, function () {}),
      refuseOther: (n, reason) => {
        this.rejected++;
        options.saveState();
        const id = options.state.settings.id;
        const parts = { id: id, boot: options.boot, n: n, reason: reason, detail: "under way" };
        this.reply(replyBody(parts), function () {});
      },
      ended: () => {
        this.updater = undefined;
        if (options.state.told && options.state.told.reason) this.rejected++;
        this.tellOutcome();
      },
      restart: () => options.restart(0),
      log: options.log,
    });
  }
}
