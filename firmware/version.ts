/** Version of the application: reported by every device and written into the bundle's manifest. */
export const FIRMWARE_VERSION = "0.1.0";
