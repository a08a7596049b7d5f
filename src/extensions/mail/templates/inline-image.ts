/** An image that a mail carries, and that its HTML shows. */
export interface InlineImage {
  /** The name that the HTML has after `cid:`. */
  contentId: string;
  /** The absolute path. */
  path: string;
}

export const imagePath = (folder: string, name: string) => `${folder}/images/${name}`;
