/**
 * The interpreter's own modules by name. Under another name than `require`, which tools of the
 * host would take for an import of a file or of a Node module.
 */
export const boardModule: typeof require = require;
