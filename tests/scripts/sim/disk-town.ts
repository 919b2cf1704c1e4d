/** A broker on a disk of the simulator, with one cabinet and a sensor that speaks for it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type BrokerOnDiskOptions, createBrokerOnDisk } from "../../../scripts/sim/broker-on-disk";
import { Disk } from "../../../simulator/faults/disk";
import { createRandom } from "../../../simulator/fleet/random";
import type { BrokerUnderTest } from "../../../simulator/run/broker-under-test";
import type { PlannedCabinet } from "../../../simulator/scenario/plan";
import { sampleReport } from "../../broker/support/sample-report";
import { START_MS } from "../../broker/support/test-broker";
import { settle, TestClock } from "../../broker/support/test-clock";
import { TestDevice } from "../../broker/support/test-device";
import { streamPair } from "./stream-pair";

export const ID = "gym-north";

const CABINET: PlannedCabinet = {
  id: ID,
  siteKo: "북쪽 체육관",
  siteEn: "North gym",
  placeKo: "1층 로비",
  placeEn: "lobby",
  aedModelId: "onsite",
  heartbeatS: 900,
  hasBackup: false,
  isOutdoors: false,
  padsExpireOn: "2028-01-31",
  batteryExpireOn: "2029-06-30",
  bodyExpireOn: "2033-12-31",
};

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export class DiskTown {
  readonly clock = new TestClock(START_MS);
  readonly disk = new Disk();
  readonly told: string[] = [];
  private logins = 0;
  private seq = 0;
  private brokerOnDisk: BrokerUnderTest | undefined;

  get broker(): BrokerUnderTest {
    if (!this.brokerOnDisk) throw new Error("The town is not open.");
    return this.brokerOnDisk;
  }

  async open(change: Partial<BrokerOnDiskOptions> = {}): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "aed-disk-"));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    this.brokerOnDisk = await createBrokerOnDisk({
      clock: this.clock,
      random: createRandom(1),
      listener: {
        changed: (id) => this.told.push(`changed ${id}`),
        alerted: ({ cabinetId, code, isOver }) => {
          this.told.push(`alert ${cabinetId} ${code}${isOver ? " over" : ""}`);
        },
        died: () => this.told.push("died"),
      },
      isSimulation: true,
      folder,
      disk: this.disk,
      ...change,
    });
    cleanups.push(() => this.broker.kill());
  }

  /** Starts the broker for the first time and registers the cabinet. */
  async begin(): Promise<void> {
    await this.broker.start();
    await this.broker.office.register([CABINET]);
  }

  /** A sensor that has logged in. */
  async device(): Promise<TestDevice> {
    const [near, far] = streamPair();
    this.broker.connect(far, "192.0.2.7");
    const identity = { id: ID, keyHex: this.broker.office.deviceKeyHex(ID) };
    const device = TestDevice.over(near, identity);
    this.logins += 1;
    if ((await device.logIn({ boot: 1, n: this.logins })) !== 0) throw new Error("not let in");
    return device;
  }

  /** The sensor reports; returns whether it was acknowledged once all work is over. */
  async report(device: TestDevice): Promise<boolean> {
    this.seq += 1;
    const at = Math.floor(this.clock.wallMs() / 1000);
    const report = device.report(sampleReport(at, { boot: 1, seq: this.seq }));
    const silence = settle()
      .then(settle)
      .then(() => "silence");
    return (await Promise.race([report, silence])) === "acknowledged";
  }

  /** Numbers of the reports that the broker keeps. */
  kept(): number[] {
    return this.broker.reports(ID).map(({ seq }) => seq);
  }
}

export async function openTown(change: Partial<BrokerOnDiskOptions> = {}): Promise<DiskTown> {
  const town = new DiskTown();
  await town.open(change);
  return town;
}
