/** What a run does not hold against a broker, and what it does: nothing is excused for free. */
import { describe, expect, test } from "vitest";
import { createSettings } from "../../../scripts/cabinet-settings";
import { builtFirmware } from "../../../scripts/sim/laboratory";
import type { Defect } from "../../../simulator/cabinet/defects";
import { createRandom } from "../../../simulator/fleet/random";
import { Hands } from "../../../simulator/run/hands";
import type { RunEvent } from "../../../simulator/run/run-event";
import {
  KEY_STOLEN,
  SAFE_MODE,
  SAFE_MODE_CAUSES,
  Stage,
  type StageMember,
} from "../../../simulator/run/stage";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";
import { plan, START_MS } from "../check/story";
import { ofKind } from "./short-run";

const firmware = builtFirmware();

function town() {
  const clock = createVirtualClock({ wallMs: START_MS });
  const events: RunEvent[] = [];
  const { cabinets, ...rest } = plan(["gym-a", "gym-b"]);
  const stage = new Stage({
    plan: { ...rest, cabinets: cabinets.map((one) => ({ ...one, aedModelId: "onsite" })) },
    firmware,
    clock,
    random: createRandom(1),
    connect: () => {
      throw new Error("There is no network here.");
    },
    settingsOf: ({ id, aedModelId, heartbeatS }) => {
      return createSettings({
        id,
        keyHex: "ab".repeat(32),
        updateKeyHex: "cd".repeat(32),
        firstBoot: 1,
        aedModelId,
        wifiSsid: "simulated",
        wifiPassword: "",
        brokerHost: "broker",
        brokerPort: 1883,
        heartbeatS,
        hasPadsContact: true,
        supplyFullScaleMv: 6600,
        supplyLowMv: 4400,
      });
    },
    emit: (event) => events.push(event),
  });
  const later = (delayMs: number, run: () => void) => clock.after("hand", delayMs, run);
  const hands = new Hands({ stage, wallMs: () => clock.wallMs(), later, enter: () => {} });
  const member = stage.member("gym-a");
  const knownOf = (): readonly Defect[] => {
    stage.tellTruth(member);
    return (
      ofKind(events, "truth")
        .filter(({ id }) => id === "gym-a")
        .at(-1)?.defects ?? []
    );
  };
  return { clock, stage, hands, member, knownOf };
}

/** A report of it, as it writes it to the wire. */
function saysSafeMode({ tap }: StageMember): void {
  tap.reported('{"boot":1,"seq":1,"mode":"safe"}');
}

describe("a sensor in safe mode", () => {
  test("is judged like any other when nobody gave it a reason", () => {
    const { stage, member } = town();
    stage.beginStep("open-door", ["gym-a"]);
    stage.beginStep("brown-out", ["gym-b"]);

    saysSafeMode(member);

    expect([...member.troubles]).toEqual([]);
  });

  test.each([...SAFE_MODE_CAUSES])("is excused after %s", (verb) => {
    const { stage, member } = town();
    stage.beginStep(verb, verb === "roll-out" ? [] : ["gym-a"]);

    saysSafeMode(member);

    expect([...member.troubles]).toEqual([SAFE_MODE]);
  });
});

describe("pads that are past their date", () => {
  test("are known although the AED was away unseen, as it is the same one", () => {
    const { hands, member, knownOf } = town();
    member.cabinet.expirePads(hands.inDays(-1));
    hands.take(member, false);
    member.cabinet.returnAed();

    expect(knownOf()).toEqual(["pads-expired"]);
  });

  test("are known although somebody has the sensor's key", () => {
    const { hands, member, knownOf } = town();
    member.cabinet.expirePads(hands.inDays(-1));
    member.blind = { ...member.blind, isKeyStolen: true };

    expect(knownOf()).toEqual(["pads-expired"]);
  });

  test("are known to nobody in another AED that came unseen", async () => {
    const { clock, hands, member, knownOf } = town();
    hands.exchange(member, "pads-expired");
    await clock.advance(60_000);

    expect(knownOf()).toEqual(["unfound-fault"]);
  });

  test("are known to nobody in one that came while the key was stolen", async () => {
    const { clock, hands, member, knownOf } = town();
    member.cabinet.breakerOn();
    member.troubles.add(KEY_STOLEN);
    hands.exchange(member, "pads-expired");
    await clock.advance(60_000);

    expect(knownOf()).toEqual(["unfound-fault"]);
  });
});

test("that an AED was used unseen nobody knows until somebody looks", () => {
  const { hands, member, knownOf } = town();
  hands.take(member, true);
  member.cabinet.returnAed();
  expect(knownOf()).toContain("unfound-fault");

  hands.confirm(member);

  expect(knownOf()).not.toContain("unfound-fault");
});
