/** The tree of units as materialised paths: `<id>/<id>/…/`, so that a sub-tree is a prefix. */

export const pathOf = (parentPath: string | null, id: string): string => `${parentPath ?? ''}${id}/`

export const isBelow = (path: string, ancestorPath: string): boolean => path.startsWith(ancestorPath)

/** A unit may not be moved below itself. */
export const wouldFormCycle = (path: string, newParentPath: string | null): boolean =>
  newParentPath !== null && isBelow(newParentPath, path)
