/**
 * A bare board becomes a sensor: the flashing tool, as an installer starts it, on the console of
 * the real interpreter, until the first report is stored and each wired part was seen. Then again
 * with the wire pulled at ten points, and once more by a factory image.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boardImage, RAW_BYTES } from "../../scripts/board/board-image";
import { ConsoleOnTcp } from "../system/console-on-tcp";
import { CommandProcess, type Ended } from "../system/process";
import { binary, EspruinoBench } from "./bench";
import { ConsoleSide } from "./console-side";

const WIFI_SSID = "\ub9cc\uc548\uad6c\uccad";
const WIFI_PASSWORD = "correct horse";
const PULLS = 10;
/** A build that has the ESP32's raw pages before its Storage; others have Storage alone. */
const WHOLE_FLASH_BYTES = 240 * 4096;
const DOOR = "D27";
const AED = "D26";

class Installer {
  readonly #side: ConsoleSide = new ConsoleSide((bytes) => this.wire.print(bytes));
  readonly wire: ConsoleOnTcp = new ConsoleOnTcp((bytes) => this.#side.type(bytes));
  readonly bench: EspruinoBench;
  port = "";

  constructor(
    readonly id: string,
    readonly mqttPort: number,
  ) {
    this.bench = new EspruinoBench({ id, mqttPort, isBare: true });
  }

  async unpack(): Promise<void> {
    this.port = await this.wire.open();
    await this.bench.open(await this.#side.open());
    writeFileSync(this.passwordFile, `${WIFI_PASSWORD}\n`);
  }

  flash(...more: string[]): CommandProcess {
    const { folder } = this.bench;
    const where = ["--id", this.id, "--data", folder, "--broker", `127.0.0.1:${this.mqttPort}`];
    const wifi = ["--wifi-ssid", WIFI_SSID, "--wifi-password-file", this.passwordFile];
    const build = ["--board", "LINUX", "--keep-boot-files", "--heartbeat-s", "10"];
    return new CommandProcess("flash", [...where, ...wifi, ...build, ...more]);
  }

  flashByCable(...more: string[]): CommandProcess {
    return this.flash("--port", this.port, ...more);
  }

  async goHome(): Promise<void> {
    this.wire.close();
    this.#side.close();
    await this.bench.close();
  }

  private get passwordFile(): string {
    return join(this.bench.folder, "wifi-password");
  }
}

describe.skipIf(!binary)("a bare board on the real interpreter", () => {
  const installer = new Installer("bare-board", 28_837);
  const { bench, wire } = installer;
  let bytesOfAnInstallation = 0;

  beforeAll(async () => {
    await installer.unpack();
    await bench.board.powerOn();
  });
  afterAll(() => installer.goHome());

  test("is flashed, reports, and each wired part is seen in turn", async () => {
    const flashing = installer.flashByCable("--step-s", "60");
    await flashing.printed(/Waiting for the first signed report/);
    bytesOfAnInstallation = wire.bytesToBoard;
    await flashing.printed(/first report is stored/);
    bench.showGoodCabinet();
    for (const [instruction, pin, level] of [
      [/Open the cabinet's door/, DOOR, 1],
      [/Close the door/, DOOR, 0],
      [/lift the AED out/, AED, 1],
      [/Put the AED back/, AED, 0],
    ] as const) {
      await flashing.printed(instruction);
      bench.board.setPin(pin, level);
    }
    const { exitCode, output } = await flashing.ended();

    expect(exitCode, output).toBe(0);
    expect(output).toContain("bare-board is installed");
    expect(bench.stored.all()[0]).toMatchObject({ id: "bare-board", boot: 1, seq: 1 });
    // Said before its console has moved, or after.
    expect(bench.board.printed + wire.printed).toContain(
      `WIFI ${[...Buffer.from(WIFI_SSID)].join()}`,
    );
  }, 180_000);

  test("is flashed once more with what is there already, and keeps what it is", async () => {
    const { exitCode, output } = await installer.flashByCable("--no-check").ended();
    const report = await bench.stored.first(({ boot }) => boot > 1);

    expect(exitCode, output).toBe(0);
    expect(output).toContain("aed-app0: is there already");
    expect(report).toMatchObject({ boot: 2, seq: 1 });
  }, 120_000);

  test("goes to no other cabinet by mistake", async () => {
    const other = new Installer("bare-board-2", 28_841);
    await other.unpack();
    const words = ["--port", installer.port, "--unlock-as", "bare-board", "--no-check"];
    const ended: Ended = await other.flash(...words).ended();
    await other.goHome();

    expect(ended.exitCode).toBe(1);
    expect(ended.output).toMatch(/locked, and not with the password of "bare-board"/);
  }, 60_000);

  test("is made whole by the same command after the wire was pulled at ten points", async () => {
    const second = new Installer("pulled-board", 28_838);
    await second.unpack();
    await second.bench.board.powerOn();
    const ends: (number | null)[] = [];
    for (let pull = 1; pull <= PULLS; pull++) {
      second.wire.pullAfterBytes = Math.round((bytesOfAnInstallation * pull) / (PULLS + 1));
      const pulled = await second.flashByCable("--no-check").ended();
      ends.push(pulled.exitCode);
      if (pulled.exitCode !== 0) expect(pulled.output).toContain("run the same command again");
    }
    second.wire.pullAfterBytes = Number.POSITIVE_INFINITY;
    const whole = await second.flashByCable("--no-check").ended();
    const report = await second.bench.stored.first(() => true);
    await second.goHome();

    expect(ends.filter((exitCode) => exitCode === 1).length).toBeGreaterThanOrEqual(PULLS / 2);
    expect(whole.exitCode, whole.output).toBe(0);
    expect(report).toMatchObject({ id: "pulled-board", boot: 1, seq: 1 });
  }, 600_000);

  test("works from a factory image that no board was needed for", async () => {
    const third = new Installer("image-board", 28_839);
    await third.unpack();
    const path = join(third.bench.folder, "image.bin");
    const { exitCode, output } = await third.flash("--image", path).ended();
    const { folder } = third.bench.board;
    const flashPath = join(folder, "espruino.flash");
    const flash = readFileSync(flashPath);
    const image = withShim(readFileSync(path), third.bench.board.shim);
    const hasRawPages = flash.length === WHOLE_FLASH_BYTES;
    flash.fill(0xff);
    image.copy(flash, 0, hasRawPages ? 0 : RAW_BYTES);
    writeFileSync(flashPath, flash);
    await third.bench.board.powerOn();
    const report = await third.bench.stored.first(() => true);
    await third.goHome();

    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/esptool\.py .* write_flash 0x310000 /);
    expect(report).toMatchObject({ id: "image-board", boot: 1, seq: 1 });
  }, 120_000);
});

/** The image, with the stand-in for the board's own parts behind the files of the sensor. */
function withShim(image: Buffer, shim: string): Buffer {
  const usedBytes = Math.ceil((image.findLastIndex((byte) => byte !== 0xff) + 1) / 4) * 4;
  const record = boardImage([{ name: ".boot2", content: shim }]).subarray(RAW_BYTES);
  return Buffer.concat([image.subarray(0, usedBytes), record]);
}
