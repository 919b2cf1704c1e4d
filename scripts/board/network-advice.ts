/** Why a sensor that was flashed does not reach the broker: asked from the sensor itself. */
import type { DeviceSettings } from "../../protocol/settings";
import type { BoardConsole } from "./board-console";
import { openDoor } from "./board-session";

interface WifiDetails {
  readonly status?: string;
  readonly ssid?: string;
}

/** One sentence with the next step; the board's console may be locked. */
export async function networkAdvice(
  console: BoardConsole,
  door: { readonly owner: string; readonly passwords: readonly string[] },
  settings: DeviceSettings,
): Promise<string> {
  const { brokerHost, brokerPort } = settings;
  const begin = "The sensor is flashed, but no report came.";
  let details: WifiDetails;
  try {
    await openDoor(console, door);
    details = await console.evaluate<WifiDetails>('require("Wifi").getDetails()');
  } catch {
    const heard = console.printed.trim().split("\n").slice(-3).join(" / ");
    return `${begin} It cannot be asked why; it printed last: ${heard || "nothing"}.`;
  }
  if (details.status !== "connected") {
    return (
      `${begin} It does not join the Wi-Fi network (state "${details.status}"): check name and ` +
      "password and the distance, and flash again."
    );
  }
  return (
    `${begin} It is in the Wi-Fi network, but does not get through to ` +
    `${brokerHost}:${brokerPort}: ` +
    "is that address reached from this network, and does the broker run on this data folder?"
  );
}
