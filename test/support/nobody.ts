const nobody = 65534;

/** Does something with the rights of an ordinary user: root may read and write everywhere. */
export const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) return work();
  process.seteuid(nobody);
  try {
    return await work();
  } finally {
    process.seteuid(0);
  }
};
