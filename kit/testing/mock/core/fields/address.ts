// core/field_email.go and field_url.go
import { castString } from "../../go/cast.ts";
import type { GoError } from "../../go/errors.ts";
import { isEmail, isUrl } from "../../go/formats.ts";
import { checkBlank, fieldError } from "./field-errors.ts";
import { type FieldOptions, stringsOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function checkEmail(value: string, options: FieldOptions): GoError | undefined {
  if (value === "") return checkBlank(value, options);
  if (!isEmail(value)) return fieldError("validation_is_email", "must be a valid email address");
  const domain = value.slice(value.lastIndexOf("@") + 1);
  return isDomainAllowed(domain, options)
    ? undefined
    : fieldError("validation_email_domain_not_allowed", "Email domain is not allowed");
}

function checkUrl(value: string, options: FieldOptions): GoError | undefined {
  if (value === "") return checkBlank(value, options);
  if (!isUrl(value)) return fieldError("validation_invalid_url", "Must be a valid url");
  const host = URL.canParse(value) ? new URL(value).host : "";
  return isDomainAllowed(host, options)
    ? undefined
    : fieldError("validation_url_domain_not_allowed", "Url domain is not allowed");
}

const isDomainAllowed = (domain: string, { onlyDomains, exceptDomains }: FieldOptions) =>
  (stringsOf(onlyDomains).length === 0 || stringsOf(onlyDomains).includes(domain)) &&
  !stringsOf(exceptDomains).includes(domain);

const options = { required: false, exceptDomains: null, onlyDomains: null };

export const email: FieldType = { options, prepare: castString, check: checkEmail };

export const url: FieldType = { options, prepare: castString, check: checkUrl };
