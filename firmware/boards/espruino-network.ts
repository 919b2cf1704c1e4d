/**
 * Wi-Fi and TCP. Quirks kept in here: connecting blocks and throws; a callback and a "connect"
 * listener together lose their closures, so there is the callback only; writing after the end
 * throws; events of a socket that was given up may still come.
 */
import type { Link } from "../hal/link";
import type { Wifi } from "../hal/wifi";
import { boardModule } from "./board-module";
import { guarded } from "./guard";

export function createLink(): Link {
  let socket: EspruinoSocket | undefined;
  let isOpen = false;
  /** Counts the sockets: events of any but the last are stale. */
  let generation = 0;

  function close(): void {
    const closing = socket;
    generation++;
    socket = undefined;
    isOpen = false;
    if (!closing) return;
    try {
      closing.end();
    } catch (_problem) {
      // It was closed already, which is what we want.
    }
  }

  return {
    close: close,
    open: function (target, events) {
      close();
      const mine = generation;
      function closed(): void {
        if (mine !== generation) return;
        close();
        events.closed();
      }
      try {
        socket = boardModule(target.usesTls ? "tls" : "net").connect(
          { host: target.host, port: target.port },
          guarded(function () {
            if (mine !== generation) return;
            isOpen = true;
            events.opened();
          }) as () => void,
        );
        socket.on(
          "data",
          guarded(function (bytes) {
            if (mine === generation) events.received(bytes);
          }),
        );
        socket.on("end", guarded(closed) as () => void);
        socket.on("close", guarded(closed) as () => void);
        // What is wrong does not matter: "close" follows. Without a listener it is an exception.
        socket.on("error", function () {});
      } catch (_problem) {
        setTimeout(guarded(closed) as () => void, 0);
      }
    },
    write: function (bytes) {
      if (socket && isOpen) socket.write(bytes);
    },
  };
}

function loadWifi(): WifiModule | undefined {
  try {
    return boardModule("Wifi");
  } catch (_problem) {
    return undefined;
  }
}

export function createWifi(): Wifi {
  const wifi = loadWifi();
  let isUp = !wifi;
  let upListener: (() => void) | undefined;

  function cameUp(): void {
    isUp = true;
    if (upListener) upListener();
  }

  if (wifi) {
    wifi.on("connected", guarded(cameUp) as () => void);
    wifi.on("disconnected", function () {
      isUp = false;
    });
  }

  return {
    connect: function (network) {
      if (!wifi) return;
      // Tells success once more than the event does: whichever comes first counts.
      const done = guarded(function (problem: unknown) {
        if (!problem && !isUp) cameUp();
      });
      try {
        wifi.connect(network.ssid, { password: network.password }, done);
      } catch (_problem) {
        isUp = false;
      }
    },
    isUp: function () {
      return isUp;
    },
    onUp: function (listener) {
      upListener = listener;
    },
    rssiDbm: function () {
      return wifi ? wifi.getStatus().rssi : undefined;
    },
  };
}
