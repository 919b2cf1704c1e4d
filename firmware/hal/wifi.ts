/** The radio link. It gives up by itself; whoever wants it up asks again and again. */
export interface WifiNetwork {
  readonly ssid: string;
  readonly password: string;
}

export interface Wifi {
  /** Starts an attempt; never throws. On boards without Wi-Fi nothing happens. */
  connect(network: WifiNetwork): void;
  /** True while there is an address; always true on boards without Wi-Fi. */
  isUp(): boolean;
  /** Called each time the link comes up. At most one listener. */
  onUp(listener: () => void): void;
  /** Signal strength in dBm; undefined when the board cannot tell. */
  rssiDbm(): number | undefined;
}
