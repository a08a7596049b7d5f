// A file of its own, so that only VMs which meet an address of another script evaluate the library.
export { toASCII } from "punycode/";
