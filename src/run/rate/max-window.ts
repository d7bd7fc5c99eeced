/** More connections than this one process hardly keeps busy. */
const usual = 1024;
/** Files, sandboxes and what else a run keeps open. */
const spare = 64;

type Report = { readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } } };

/** Most answers under way that the limit of open files allows. */
export const maxWindow = (): number => {
  // With the network it would look host names up.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as Report;
  const files = Number(userLimits?.open_files?.soft);
  return Number.isFinite(files) ? Math.max(1, Math.min(usual, files - spare)) : usual;
};
