const UNICODE = "\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF";
const ATOM = `[a-zA-Z\\d!#$%&'*+\\-/=?^_\`{|}~${UNICODE}]+`;
const LABEL = `(?:[a-zA-Z\\d${UNICODE}]|[a-zA-Z\\d${UNICODE}][a-zA-Z\\d.\\-_~${UNICODE}]*[a-zA-Z\\d${UNICODE}])`;
const TOP = `(?:[a-zA-Z${UNICODE}]|[a-zA-Z${UNICODE}][a-zA-Z\\d\\-_~${UNICODE}]*[a-zA-Z${UNICODE}])`;
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${TOP}\\.?$`);

/** The regular expression of govalidator's IsEmail, without quoted local parts. */
export const isEmail = (text: string) => EMAIL.test(text);

/** Close to govalidator's IsURL, for URLs with a scheme. */
export function isUrl(text: string): boolean {
  return (
    /^(?:ftp|https?|tcp|udp|wss?|ssh):\/\/[^\s/?#]+(?:[/?#]\S*)?$/i.test(text) && URL.canParse(text)
  );
}
