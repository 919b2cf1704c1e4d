/**
 * Which pin each part of the cabinet is soldered to, by name: for the bundle's manifest and for
 * the wiring plan. The board file uses the pins themselves; types keep the two equal.
 */
export const PIN_NAMES = {
  doorReed: "D27",
  aedPresent: "D26",
  padsContact: "D25",
  indicator: "D34",
  statusLed: "D23",
  microphone: "D33",
  supply: "D35",
  buzzer: "D32",
  climateSda: "D21",
  climateScl: "D22",
  serialRx: "D16",
  serialTx: "D17",
} as const;
