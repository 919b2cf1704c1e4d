/** What is registered for a cabinet of a plan. */
import type { NewRegistration } from "../../broker/registry/registration";
import type { PlannedCabinet } from "../../simulator/scenario/plan";

/** The registration of a planned cabinet, which counts in a simulation only. */
export function registrationOf(cabinet: PlannedCabinet): NewRegistration {
  const { id, siteKo, siteEn, placeKo, placeEn, aedModelId } = cabinet;
  const { padsExpireOn, batteryExpireOn, bodyExpireOn } = cabinet;
  return {
    id,
    siteKo,
    siteEn,
    placeKo,
    placeEn,
    aedMaker: "simulated",
    aedModel: aedModelId,
    aedModelId,
    timeZone: "Asia/Seoul",
    requiredChecks: ["presence", "indicator", "door", "pads"],
    padsExpireOn,
    batteryExpireOn,
    bodyExpireOn,
    isSimulated: true,
  };
}
