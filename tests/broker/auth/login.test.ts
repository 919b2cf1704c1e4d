/** The verdict on a login, without any broker around it. */
import { describe, expect, test } from "vitest";
import { judgeLogin, type LoginClaim } from "../../../broker/auth/login";
import { connectPassword } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";

const authenticate = createAuthenticator(Buffer.alloc(32, 7));
const id = "gym-north";

function verdict(boot: number, n: number, change: Partial<LoginClaim> = {}): string {
  const password = connectPassword({ id, boot, n }, authenticate);
  const claim = { id, password, authenticate, isRegistered: true, newest: undefined, ...change };
  return judgeLogin(claim).kind;
}

describe("a login", () => {
  test("made with the cabinet's key is genuine", () => {
    expect(verdict(1, 1)).toBe("genuine");
  });

  test("of a cabinet nobody registered is as good as forged, whatever its key", () => {
    expect(verdict(1, 1, { isRegistered: false })).toBe("forged");
  });

  test.each(["", "1.1", "1.1.", "1.1.short", "1.1.AAAAAAAAAAAAAAAAAAAAAA.", "-1.1.x", "\u0000"])(
    "with the password %j is forged",
    (password) => {
      expect(verdict(1, 1, { password })).toBe("forged");
    },
  );

  test("with a counter beyond its range is forged, even when signed", () => {
    expect(verdict(2147483647, 2147483647)).toBe("genuine");
    expect(verdict(2147483648, 1)).toBe("forged");
    expect(verdict(1, 2147483648)).toBe("forged");
  });

  test("must be newer than the newest so far", () => {
    const newest = { boot: 5, n: 3 };

    expect(verdict(5, 4, { newest })).toBe("genuine");
    expect(verdict(6, 1, { newest })).toBe("genuine");
    expect(verdict(5, 3, { newest })).toBe("replayed");
    expect(verdict(4, 9, { newest })).toBe("replayed");
  });
});
