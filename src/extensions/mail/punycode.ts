// The library has a file of its own, so that only VMs which meet an address of another script
// evaluate it.
export { toASCII } from "punycode/";
