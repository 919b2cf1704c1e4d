/**
 * SQLite on disks of the simulator: a virtual file system whose files are those of a mounted
 * `Disk`. Reads no clock and draws no chance of the host.
 */
import { type Disk, DiskError } from "../../simulator/faults/disk";
import type { Random } from "../../simulator/fleet/random";
import { type Engine, loadEngine } from "./sqlite-engine";

/** What the real file systems of a server say of themselves, as SQLite's own driver does. */
const SECTOR_BYTES = 4096;
const PATH_BYTES_MAX = 512;
/** SQLite's julian day of 1970, in milliseconds; no statement of the broker asks for the time. */
const EPOCH_JULIAN_MS = 210_866_760_000_000n;

/** A disk as it is seen by one program that may be killed. */
export interface Mount {
  readonly disk: Disk;
  readonly random: Random;
  /** A dead program changes nothing any more. */
  isDead: boolean;
}

interface OpenFile {
  readonly mount: Mount;
  readonly name: string;
  readonly isDeletedOnClose: boolean;
}

export class DiskFileSystem {
  private readonly mounts = new Map<string, Mount>();
  private mountsEver = 0;
  private random: Random | undefined;
  private readonly files = new Map<number, OpenFile>();

  constructor(private readonly engine: Engine) {}

  /** Makes a disk reachable; paths on it start with what this returns. */
  mount(mount: Mount): string {
    this.mountsEver += 1;
    this.mounts.set(String(this.mountsEver), mount);
    // The engine has one generator for all databases; it begins again, so that a run does not
    // depend on those before it.
    this.random = mount.random;
    this.engine.wasm.exports.sqlite3_randomness(0, 0);
    return `/${this.mountsEver}`;
  }

  unmount(prefix: string): void {
    this.mounts.delete(prefix.slice(1));
  }

  install(): void {
    const { capi, vfs, wasm } = this.engine;
    const ioMethods = new capi.sqlite3_io_methods();
    ioMethods.$iVersion = 1;
    const fileSystem = new capi.sqlite3_vfs();
    fileSystem.$iVersion = 2;
    fileSystem.$szOsFile = capi.sqlite3_file.structInfo.sizeof;
    fileSystem.$mxPathname = PATH_BYTES_MAX;
    fileSystem.$zName = wasm.allocCString("disk");
    vfs.installVfs({
      io: { struct: ioMethods, methods: this.fileMethods() },
      vfs: {
        struct: fileSystem,
        methods: { ...this.nameMethods(ioMethods.pointer), ...this.hostMethods() },
        asDefault: true,
      },
    });
  }

  private file(pointer: number): OpenFile {
    const file = this.files.get(pointer);
    if (!file) throw new Error("The database engine works on a file that is not open.");
    return file;
  }

  /** The mount and the name on its disk of a path such as "/3/aed.sqlite". */
  private locate(path: string): { readonly mount: Mount; readonly name: string } {
    const [, key = "", ...rest] = path.split("/");
    const mount = this.mounts.get(key);
    if (!mount) throw new Error(`The path "${path}" is on no disk that is mounted.`);
    return { mount, name: rest.join("/") };
  }

  /** Carries out a change; an error of the disk becomes the engine's `failed`. */
  private change(mount: Mount, failed: number, work: (disk: Disk) => void): number {
    const { capi } = this.engine;
    if (mount.isDead) return failed;
    try {
      work(mount.disk);
      return capi.SQLITE_OK;
    } catch (error) {
      if (error instanceof DiskError) return error.isFull ? capi.SQLITE_FULL : failed;
      throw error;
    }
  }

  private fileMethods() {
    const { capi, wasm } = this.engine;
    const ok = () => capi.SQLITE_OK;
    return {
      xClose: (pointer: number) => {
        const { mount, name, isDeletedOnClose } = this.file(pointer);
        this.files.delete(pointer);
        if (isDeletedOnClose) {
          this.change(mount, capi.SQLITE_IOERR, (disk) => disk.delete(name, false));
        }
        return capi.SQLITE_OK;
      },
      xRead: (pointer: number, target: number, count: number, offset: bigint) => {
        const { mount, name } = this.file(pointer);
        const bytes = wasm.heap8u().subarray(target, target + count);
        const got = mount.disk.read(name, Number(offset), bytes);
        if (got === count) return capi.SQLITE_OK;
        bytes.fill(0, got);
        return capi.SQLITE_IOERR_SHORT_READ;
      },
      xWrite: (pointer: number, source: number, count: number, offset: bigint) => {
        const { mount, name } = this.file(pointer);
        const bytes = wasm.heap8u().subarray(source, source + count);
        return this.change(mount, capi.SQLITE_IOERR_WRITE, (disk) => {
          disk.write(name, Number(offset), bytes);
        });
      },
      xTruncate: (pointer: number, size: bigint) => {
        const { mount, name } = this.file(pointer);
        return this.change(mount, capi.SQLITE_IOERR_TRUNCATE, (disk) => {
          disk.truncate(name, Number(size));
        });
      },
      xSync: (pointer: number) => {
        const { mount, name } = this.file(pointer);
        return this.change(mount, capi.SQLITE_IOERR_FSYNC, (disk) => disk.sync(name));
      },
      xFileSize: (pointer: number, result: number) => {
        const { mount, name } = this.file(pointer);
        wasm.poke(result, mount.disk.size(name), "i64");
        return capi.SQLITE_OK;
      },
      xLock: ok,
      xUnlock: ok,
      xCheckReservedLock: (_pointer: number, result: number) => {
        wasm.poke(result, 0, "i32");
        return capi.SQLITE_OK;
      },
      xFileControl: () => capi.SQLITE_NOTFOUND,
      xSectorSize: () => SECTOR_BYTES,
      xDeviceCharacteristics: () => capi.SQLITE_IOCAP_POWERSAFE_OVERWRITE,
    };
  }

  private nameMethods(ioMethods: number) {
    const { capi, wasm } = this.engine;
    const textAt = (pointer: number) => String(wasm.cstrToJs(pointer));
    return {
      xOpen: (_vfs: number, path: number, pointer: number, flags: number, result: number) => {
        const { mount, name } = this.locate(textAt(path));
        if (!mount.disk.exists(name)) {
          if (!(flags & capi.SQLITE_OPEN_CREATE)) return capi.SQLITE_CANTOPEN;
          const code = this.change(mount, capi.SQLITE_CANTOPEN, (disk) => disk.create(name));
          if (code !== capi.SQLITE_OK) return code;
        }
        const isDeletedOnClose = (flags & capi.SQLITE_OPEN_DELETEONCLOSE) !== 0;
        this.files.set(pointer, { mount, name, isDeletedOnClose });
        const file = new capi.sqlite3_file(pointer);
        file.$pMethods = ioMethods;
        file.dispose();
        if (result) wasm.poke(result, flags, "i32");
        return capi.SQLITE_OK;
      },
      xDelete: (_vfs: number, path: number, isSynced: number) => {
        const { mount, name } = this.locate(textAt(path));
        if (!mount.disk.exists(name)) return capi.SQLITE_IOERR_DELETE_NOENT;
        return this.change(mount, capi.SQLITE_IOERR_DELETE, (disk) => {
          disk.delete(name, isSynced !== 0);
        });
      },
      xAccess: (_vfs: number, path: number, _flags: number, result: number) => {
        const { mount, name } = this.locate(textAt(path));
        wasm.poke(result, mount.disk.exists(name) ? 1 : 0, "i32");
        return capi.SQLITE_OK;
      },
      xFullPathname: (_vfs: number, path: number, space: number, result: number) => {
        return wasm.cstrncpy(result, path, space) < space ? capi.SQLITE_OK : capi.SQLITE_CANTOPEN;
      },
    };
  }

  private hostMethods() {
    const { capi, wasm } = this.engine;
    return {
      xGetLastError: () => 0,
      xRandomness: (_vfs: number, count: number, target: number) => {
        const bytes = wasm.heap8u().subarray(target, target + count);
        for (let i = 0; i < count; i++) bytes[i] = this.random?.integer(0, 255) ?? 0;
        return count;
      },
      xSleep: () => capi.SQLITE_OK,
      xCurrentTime: (_vfs: number, result: number) => {
        wasm.poke(result, Number(EPOCH_JULIAN_MS) / 86_400_000, "double");
        return capi.SQLITE_OK;
      },
      xCurrentTimeInt64: (_vfs: number, result: number) => {
        wasm.poke(result, Number(EPOCH_JULIAN_MS), "i64");
        return capi.SQLITE_OK;
      },
    };
  }
}

export interface SqliteOnDisk {
  readonly engine: Engine;
  readonly files: DiskFileSystem;
}

async function load(): Promise<SqliteOnDisk> {
  const engine = await loadEngine();
  const files = new DiskFileSystem(engine);
  files.install();
  return { engine, files };
}

let loaded: Promise<SqliteOnDisk> | undefined;

/** The engine of this process, loaded once: it holds nothing but what is mounted. */
export function loadSqliteOnDisk(): Promise<SqliteOnDisk> {
  loaded ??= load();
  return loaded;
}
