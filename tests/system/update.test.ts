/**
 * Another version of the application over the air, with the doors and the loader that are built
 * for the boards: it is fetched, tried, kept; or the old one comes back by itself.
 */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { TRIAL_MS, WATCHDOG_S } from "../../firmware/app";
import { TRIAL_BOOTS } from "../../firmware/desk";
import { APP_BYTES_MAX } from "../../protocol/limits";
import type { UpdateManifest } from "../../protocol/update";
import {
  type Application,
  buildApplication,
  changed,
  manifestOf,
  offer,
  release,
  signedManifest,
} from "./release";
import { MINUTE_MS, SECOND_MS, Town } from "./town";

const ID = "city-hall-1";
const NEIGHBOUR = "city-hall-2";
/** More than it takes to fetch an application piece by piece. */
const FETCHED_WITHIN_MS = 5 * MINUTE_MS;

let town: Town;
let next: Application;

beforeAll(async () => {
  next = await buildApplication("0.2.0");
});
afterEach(async () => {
  await town.close();
});

async function openTown(): Promise<void> {
  town = new Town({ cabinetIds: [ID, NEIGHBOUR] });
  await town.open();
  await town.settle();
}

const versionOf = (id: string) => town.newestReport(id).node.firmware;
const device = () => town.member(ID).device;

describe("a new version", () => {
  test("is fetched, tried and kept; the neighbour stays as it is", async () => {
    await openTown();

    const n = await release(town, ID, next);
    await town.pass(FETCHED_WITHIN_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done", reason: null });
    expect([versionOf(ID), versionOf(NEIGHBOUR)]).toEqual(["0.2.0", "0.1.0"]);
    expect(await town.statusOf(ID)).toBe("ready");
    expect([device().bootCount, device().storage.compactions]).toEqual([2, 0]);
  });

  test("says that it is on trial until the broker has answered it", async () => {
    await openTown();

    await release(town, ID, next);
    await town.pass(FETCHED_WITHIN_MS);

    const tried = town.reports(ID).filter(({ node }) => node.firmware === "0.2.0");
    expect(tried[0]).toMatchObject({ why: "boot", node: { mode: "trial" } });
    expect(tried.at(-1)?.node.mode).toBeUndefined();
  });

  test("is still there after power cuts, and the next one goes into the other slot", async () => {
    await openTown();
    await release(town, ID, next);
    await town.pass(FETCHED_WITHIN_MS);
    town.fleet.cabinet(ID).breakerOff();
    await town.pass(MINUTE_MS);
    town.fleet.cabinet(ID).breakerOn();
    await town.pass(MINUTE_MS);
    const afterCut = versionOf(ID);

    const third = { ...changed(next, "0.2.0", "0.3.0"), version: "0.3.0" };
    const n = await release(town, ID, third);
    await town.pass(FETCHED_WITHIN_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done", reason: null });
    expect([afterCut, versionOf(ID)]).toEqual(["0.2.0", "0.3.0"]);
    expect(device().storage.compactions).toBe(0);
  });

  test("is fetched on after the network and the broker were away", async () => {
    await openTown();
    const n = await release(town, ID, next);
    await town.pass(300);
    town.network.isDown = true;
    await town.pass(10 * MINUTE_MS);
    town.network.isDown = false;
    await town.stopBroker();
    await town.pass(10 * MINUTE_MS);
    const meanwhile = device().bootCount;
    await town.startBroker();
    await town.pass(6 * MINUTE_MS + FETCHED_WITHIN_MS);

    expect(meanwhile).toBe(1);
    expect(await town.outcome(ID, n)).toMatchObject({ state: "done", reason: null });
    expect(versionOf(ID)).toBe("0.2.0");
  });

  test("does not keep the sensor from telling of a door meanwhile", async () => {
    await openTown();
    await release(town, ID, next);
    await town.pass(500);

    town.fleet.cabinet(ID).openDoor();
    await town.pass(2 * SECOND_MS);

    expect(versionOf(ID)).toBe("0.1.0");
    expect(await town.reasonsOf(ID)).toContain("door-open");
  });
});

describe("a version that does not work", () => {
  /** Releases it, opens the door while it is tried, and waits for `ms`. */
  async function tryOut(application: Application, ms: number) {
    await openTown();
    const n = await release(town, ID, application);
    for (let i = 0; i < 300 && device().bootCount === 1; i++) await town.pass(SECOND_MS);
    await town.settle();
    town.fleet.cabinet(ID).openDoor();
    await town.pass(5 * SECOND_MS);
    town.fleet.cabinet(ID).closeDoor();
    await town.pass(ms);
    return await town.outcome(ID, n);
  }
  const reverted = { state: "refused", reason: "update-reverted" };

  function expectOldOne(): void {
    expect(versionOf(ID)).toBe("0.1.0");
    expect(town.reports(ID).some(({ faults }) => faults.includes("update-failed"))).toBe(true);
    const dropped = town.reports(ID).map(({ node }) => node.dropped);
    expect(Math.max(...dropped)).toBe(0);
    expect(device().storage.compactions).toBe(0);
  }

  test.each([
    ["throws in its first line", 'throw new Error("broken");'],
    ["does not even parse", "var = ;"],
  ])("and %s: the old one comes back by the watchdog", async (_problem, line) => {
    const bytes = Buffer.concat([Buffer.from(line), next.bytes]);

    expect(
      await tryOut({ ...next, bytes }, (TRIAL_BOOTS + 1) * WATCHDOG_S * SECOND_MS),
    ).toMatchObject(reverted);

    expectOldOne();
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("and never reaches the broker: the old one comes back, reports and all", async () => {
    const deaf = changed(next, '"net"', '"nothing"');

    const outcome = await tryOut(deaf, TRIAL_BOOTS * TRIAL_MS + 10 * MINUTE_MS);

    expect(outcome).toMatchObject(reverted);
    expectOldOne();
    const told = town.reports(ID).filter(({ node }) => node.firmware === "0.2.0");
    expect(told.map(({ why }) => why)).toContain("door-opened");
  });

  test("and runs, but says another version than was signed: it is not kept", async () => {
    const liar = changed(next, "0.2.0", "0.9.0");

    const outcome = await tryOut(liar, TRIAL_BOOTS * TRIAL_MS + 10 * MINUTE_MS);

    expect(outcome).toMatchObject(reverted);
    expectOldOne();
  });

  test("does not keep a good one from coming afterwards", async () => {
    const bytes = Buffer.concat([Buffer.from("throw 1;"), next.bytes]);
    await tryOut({ ...next, bytes }, (TRIAL_BOOTS + 1) * WATCHDOG_S * SECOND_MS);

    const n = await release(town, ID, next);
    await town.pass(FETCHED_WITHIN_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done", reason: null });
    expect(versionOf(ID)).toBe("0.2.0");
  });
});

describe("refused and told", () => {
  async function outcomeOf(manifest: UpdateManifest, masterKey?: Buffer) {
    const order = { manifest: signedManifest(manifest, masterKey) };
    const n = await town.order(ID, "update", order);
    await town.pass(FETCHED_WITHIN_MS);
    return await town.outcome(ID, n);
  }
  const refused = (reason: string) => ({ state: "refused", reason });

  afterEach(() => {
    expect([device().bootCount, versionOf(ID)]).toEqual([1, "0.1.0"]);
  });

  test("the same version, and an older one", async () => {
    await openTown();
    const same = { ...next, version: "0.1.0" };
    const older = { ...next, version: "0.0.9" };

    expect(await outcomeOf(manifestOf(ID, same))).toMatchObject(refused("update-downgrade"));
    expect(await outcomeOf(manifestOf(ID, older))).toMatchObject(refused("update-downgrade"));
  });

  test("a manifest that was signed with another key", async () => {
    await openTown();
    const manifest = manifestOf(ID, next);

    expect(await outcomeOf(manifest, Buffer.alloc(32, 8))).toMatchObject(refused("update-forged"));
  });

  test("a manifest for another sensor", async () => {
    await openTown();
    const own = signedManifest({ ...manifestOf(NEIGHBOUR, next) });

    await expect(town.order(ID, "update", { manifest: own })).rejects.toThrow(/for city-hall-2/);
  });

  test("one that is signed for another sensor but says it is for this one", async () => {
    await openTown();
    const theirs = signedManifest(manifestOf(NEIGHBOUR, next));
    const manifest = theirs.replace(NEIGHBOUR, ID);
    const n = await town.order(ID, "update", { manifest });
    await town.pass(MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject(refused("update-forged"));
  });

  test("an application that is too big, by the broker already", async () => {
    await openTown();
    const manifest = { ...manifestOf(ID, next), bytes: APP_BYTES_MAX + 1 };

    await expect(outcomeOf(manifest)).rejects.toThrow(/no manifest/);
  });

  test("pieces that are not what was signed", async () => {
    await openTown();
    offer(town, next);
    const manifest = manifestOf(ID, next);
    const sha256 = manifest.sha256.slice(0, 63) + (manifest.sha256.endsWith("0") ? "1" : "0");

    const outcome = await outcomeOf({ ...manifest, sha256 });

    expect(outcome).toMatchObject(refused("update-wrong-hash"));
  });

  test("an application that the broker does not have, and doors are told meanwhile", async () => {
    await openTown();
    const manifest = signedManifest(manifestOf(ID, next));
    const n = await town.order(ID, "update", { manifest }, 86_400);
    await town.pass(30 * MINUTE_MS);
    town.fleet.cabinet(ID).openDoor();
    await town.pass(2 * SECOND_MS);
    const whileOpen = await town.reasonsOf(ID);
    town.fleet.cabinet(ID).closeDoor();
    await town.pass(31 * MINUTE_MS);

    expect(whileOpen).toEqual(["door-open"]);
    expect(await town.outcome(ID, n)).toMatchObject(refused("update-timed-out"));
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("that application, too, when the link keeps breaking", async () => {
    await openTown();
    const manifest = signedManifest(manifestOf(ID, next));
    const n = await town.order(ID, "update", { manifest }, 86_400);
    for (let i = 0; i < 5; i++) {
      await town.pass(20 * MINUTE_MS);
      town.network.isDown = true;
      await town.pass(2 * MINUTE_MS);
      town.network.isDown = false;
    }

    expect(await town.outcome(ID, n)).toMatchObject(refused("update-timed-out"));
  });

  test("what was ordered for a time that is over: the sensor goes on as it was", async () => {
    await openTown();
    const manifest = signedManifest(manifestOf(ID, next));
    const n = await town.order(ID, "update", { manifest }, 60);
    await town.pass(20 * MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "expired" });
    expect(await town.statusOf(ID)).toBe("ready");
  });
});

describe("two updates", () => {
  test("come one after the other", async () => {
    await openTown();
    const first = await release(town, ID, next);
    const other = { ...changed(next, "0.2.0", "0.3.0"), version: "0.3.0" };
    const second = await release(town, ID, other);
    await town.pass(300);
    const whileFetched = await town.outcome(ID, first);
    await town.pass(FETCHED_WITHIN_MS);

    // One command is under way at a time: the second comes when the first has ended.
    expect(whileFetched.state).toBe("sent");
    expect(await town.outcome(ID, second)).toMatchObject({ state: "done", reason: null });
    expect(versionOf(ID)).toBe("0.3.0");
  });
});
