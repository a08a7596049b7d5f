import { crc32 } from "node:zlib";

/** core/collection_model.go and fields_list.go make ids from it. */
export const checksum = (text: string) => String(crc32(text));
