/** What feeds the sensor: mains, backup supply, brown-outs. */
import { describe, expect, test } from "vitest";
import { BACKUP_LOW_MV, BACKUP_MV, Power, SUPPLY_MV } from "../../../simulator/cabinet/power";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";

const HOUR_MS = 3_600_000;

/** Tells each change of power or voltage, with the hour it came in. */
function createPower(backupRunsMs: number) {
  const clock = createVirtualClock({ wallMs: 0, turnsPerInstant: 0 });
  const story: string[] = [];
  let isOn = false;
  let voltage = 0;
  const tell = (text: string) => story.push(`${clock.monotonicMs() / HOUR_MS} ${text}`);
  const switchTo = (isNowOn: boolean) => {
    if (isNowOn !== isOn) tell(isNowOn ? "on" : "off");
    isOn = isNowOn;
  };
  const power = new Power({
    clock,
    backupRunsMs,
    sensor: { powerOn: () => switchTo(true), powerOff: () => switchTo(false) },
    wires: {
      setSupply(millivolts) {
        if (millivolts !== voltage) tell(`${millivolts} mV`);
        voltage = millivolts;
      },
    },
    onMains: () => {},
  });
  return { clock, power, story };
}

describe("a backup supply", () => {
  test("takes over, sags before its end, and is empty after its time", async () => {
    const { clock, power, story } = createPower(10 * HOUR_MS);
    power.mainsOn();

    power.mainsOff();
    await clock.advance(20 * HOUR_MS);

    expect(story).toEqual([
      `0 ${SUPPLY_MV} mV`,
      "0 on",
      `0 ${BACKUP_MV} mV`,
      `8 ${BACKUP_LOW_MV} mV`,
      `10 ${SUPPLY_MV} mV`,
      "10 off",
    ]);
    expect(power.hasPower).toBe(false);
  });

  test("lasts for less when the mains was back only for a while", async () => {
    const { clock, power, story } = createPower(10 * HOUR_MS);
    power.mainsOn();
    power.mainsOff();
    await clock.advance(9 * HOUR_MS);
    power.mainsOn();
    await clock.advance(3 * HOUR_MS);
    power.mainsOff();
    await clock.advance(HOUR_MS);
    const isStillOn = power.hasPower;
    await clock.advance(9 * HOUR_MS);

    expect(isStillOn).toBe(true);
    expect(story.at(-1)).toBe("14 off");
  });

  test("bridges a brown-out", async () => {
    const { clock, power, story } = createPower(10 * HOUR_MS);
    power.mainsOn();

    power.brownOut(5, 20_000);
    await clock.advance(HOUR_MS);

    expect(story.filter((line) => line.endsWith("off"))).toEqual([]);
  });
});

describe("without one", () => {
  test("the sensor is dead with the mains", () => {
    const { power, story } = createPower(0);
    power.mainsOn();

    power.mainsOff();

    expect(story).toEqual([`0 ${SUPPLY_MV} mV`, "0 on", "0 off"]);
  });

  test("a brown-out takes its power again and again, and leaves it on", async () => {
    const { clock, power, story } = createPower(0);
    power.mainsOn();

    power.brownOut(3, HOUR_MS);
    await clock.advance(5 * HOUR_MS);

    const offAt = story.filter((line) => line.endsWith("off"));
    expect(offAt).toEqual(["0 off", "1 off", "2 off"]);
    expect(power.hasPower).toBe(true);
  });

  test("the mains that fails for good ends a brown-out", async () => {
    const { clock, power } = createPower(0);
    power.mainsOn();
    power.brownOut(3, HOUR_MS);
    await clock.advance(HOUR_MS / 2);

    power.mainsOff();
    await clock.advance(5 * HOUR_MS);

    expect(power.hasPower).toBe(false);
  });
});
