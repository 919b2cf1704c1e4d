/**
 * Thrown by every built-in function once the device has no power or has begun to restart: on the
 * board such a call never returns. The firmware's own try/catch may see it, but nothing it does
 * afterwards has any effect.
 */
export class PowerLost extends Error {
  constructor() {
    super("The device has no power");
  }
}
