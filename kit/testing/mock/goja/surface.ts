// tests/contract/surface.test.ts writes this file from the pinned server and checks it.
type Names = Readonly<Record<string, readonly string[]>>;

/**
 * Own keys of PocketBase's objects as goja shows them (Go's exported fields, then methods), and the
 * globals without ECMAScript's.
 */
export const SURFACE: Names = {
  $apis:
    "static requireGuestOnly requireAuth requireSuperuserAuth requireSuperuserOrOwnerAuth skipSuccessActivityLog gzip bodyLimit recordAuthResponse enrichRecord enrichRecords".split(
      " ",
    ),
  $dbx: "exp hashExp not and or in notIn like orLike notLike orNotLike exists notExists between notBetween".split(
    " ",
  ),
  $filepath:
    "base clean dir ext fromSlash glob isAbs join match rel split splitList toSlash walk walkDir".split(
      " ",
    ),
  $filesystem: "s3 local fileFromPath fileFromBytes fileFromMultipart fileFromURL".split(" "),
  $http: "send".split(" "),
  $mails:
    "sendRecordPasswordReset sendRecordVerification sendRecordChangeEmail sendRecordOTP sendRecordAuthAlert".split(
      " ",
    ),
  $os: "args exec cmd exit getenv dirFS stat readFile writeFile readDir tempDir truncate getwd mkdir mkdirAll rename remove removeAll openRoot openInRoot".split(
    " ",
  ),
  $security:
    "md5 sha256 sha512 hs256 hs512 equal randomString randomStringByRegex randomStringWithAlphabet pseudorandomString pseudorandomStringWithAlphabet parseUnverifiedJWT parseJWT createJWT encrypt decrypt".split(
      " ",
    ),
  $template: "addFuncs loadFS loadFiles loadString".split(" "),
  Address: "name address string".split(" "),
  ApiError: "data message status error is rawData".split(" "),
  App: "app rootCmd auxConcurrentDB auxDB auxDelete auxDeleteWithContext auxHasTable auxModelQuery auxNonconcurrentDB auxRunInTransaction auxSave auxSaveNoValidate auxSaveNoValidateWithContext auxSaveWithContext auxVacuum bootstrap canAccessRecord collectionQuery concurrentDB countRecords createBackup createViewFields cron db dataDir delete deleteAllAuthOriginsByRecord deleteAllExternalAuthsByRecord deleteAllMFAsByRecord deleteAllOTPsByRecord deleteExpiredMFAs deleteExpiredOTPs deleteOldLogs deleteTable deleteView deleteWithContext dryRunView encryptionEnv execute expandRecord expandRecords findAllAuthOriginsByCollection findAllAuthOriginsByRecord findAllCollections findAllExternalAuthsByCollection findAllExternalAuthsByRecord findAllMFAsByCollection findAllMFAsByRecord findAllOTPsByCollection findAllOTPsByRecord findAllRecords findAuthOriginById findAuthOriginByRecordAndFingerprint findAuthRecordByEmail findAuthRecordByToken findCachedCollectionByNameOrId findCachedCollectionReferences findCollectionByNameOrId findCollectionReferences findFirstExternalAuthByExpr findFirstRecordByData findFirstRecordByFilter findLogById findMFAById findOTPById findRecordById findRecordByViewFile findRecordsByFilter findRecordsByIds hasTable importCollections importCollectionsByMarshaledJSON isBootstrapped isCollectionNameUnique isDev isTransactional logQuery logger logsStats modelQuery newBackupsFilesystem newFilesystem newMailClient nonconcurrentDB recordQuery reloadCachedCollections reloadSettings resetBootstrapState restart restoreBackup runAllMigrations runAppMigrations runInTransaction runSystemMigrations save saveNoValidate saveNoValidateWithContext saveView saveWithContext settings start store subscriptionsBroker syncRecordTableSchema tableColumns tableIndexes tableInfo truncateCollection txInfo unsafeWithoutHooks vacuum validate validateWithContext".split(
    " ",
  ),
  Collection:
    "baseModel id listRule viewRule createRule updateRule deleteRule rawOptions name type fields indexes created updated system authRule manageRule authAlert oauth2 passwordAuth mfa otp authToken passwordResetToken emailChangeToken verificationToken fileToken verificationTemplate resetPasswordTemplate confirmEmailChangeTemplate viewQuery addIndex baseFilesPath dbExport getIndex integrityChecks isAuth isBase isNew isView lastSavedPK markAsNew markAsNotNew marshalJSON pk postScan removeIndex string tableName unmarshalJSON".split(
      " ",
    ),
  Cron: "add hasStarted jobs mustAdd remove removeAll setInterval setTimezone start stop total".split(
    " ",
  ),
  DB: "addColumn addForeignKey addPrimaryKey alterColumn createIndex createTable createUniqueIndex delete dropColumn dropForeignKey dropIndex dropPrimaryKey dropTable generatePlaceholder insert model newQuery queryBuilder quote quoteSimpleColumnName quoteSimpleTableName renameColumn renameTable select truncateTable update upsert".split(
    " ",
  ),
  DateTime:
    "add addDate after before compare equal isZero marshalJSON scan string sub time unix unmarshalJSON value".split(
      " ",
    ),
  DirEntry: "info isDir name string type".split(" "),
  Duration:
    "abs hours microseconds milliseconds minutes nanoseconds round seconds string truncate".split(
      " ",
    ),
  Field_autodate:
    "name id system hidden presentable onCreate onUpdate columnType findSetter getHidden getId getName getSystem intercept prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_bool:
    "name id system hidden presentable help required columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_date:
    "name id system hidden presentable help min max required columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_editor:
    "name id system hidden presentable help maxSize convertURLs required calculateMaxBodySize columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_email:
    "name id system hidden presentable help exceptDomains onlyDomains required columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_file:
    "name id system hidden presentable help maxSize maxSelect mimeTypes thumbs protected required calculateMaxBodySize columnType driverValue findGetter findSetter getHidden getId getName getSystem intercept isMultiple prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_geoPoint:
    "name id system hidden presentable help required columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_json:
    "name id system hidden presentable help maxSize required calculateMaxBodySize columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_number:
    "name id system hidden presentable help min max onlyInt required columnType findSetter getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_password:
    "name id system hidden presentable help pattern min max cost required columnType driverValue findGetter findSetter getHidden getId getName getSystem intercept prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_relation:
    "name id system hidden presentable help collectionId cascadeDelete minSelect maxSelect required columnType driverValue findSetter getHidden getId getName getSystem isMultiple prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_select:
    "name id system hidden presentable help values maxSelect required columnType driverValue findSetter getHidden getId getName getSystem isMultiple prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  Field_text:
    "name id system hidden presentable help min max pattern autogeneratePattern required primaryKey columnType findSetter getHidden getId getName getSystem intercept prepareValue setHidden setId setName setSystem type validatePlainValue validateSettings validateValue".split(
      " ",
    ),
  Field_url:
    "name id system hidden presentable help exceptDomains onlyDomains required columnType getHidden getId getName getSystem prepareValue setHidden setId setName setSystem type validateSettings validateValue".split(
      " ",
    ),
  FieldsList:
    "add addAt addMarshaledJSON addMarshaledJSONAt asMap clone fieldNames getById getByName marshalJSON removeById removeByName scan string unmarshalJSON value".split(
      " ",
    ),
  FileInfo: "isDir modTime mode name size sys".split(" "),
  GeoPoint: "lon lat asMap scan string value".split(" "),
  Header: "add clone del get set values write writeSubset".split(" "),
  Hook: "bind bindFunc length trigger unbind unbindAll".split(" "),
  HttpServer:
    "addr handler disableGeneralOptionsHandler tlsConfig readTimeout readHeaderTimeout writeTimeout idleTimeout maxHeaderBytes tlsNextProto connState errorLog baseContext connContext http2 protocols close listenAndServe listenAndServeTLS registerOnShutdown serve serveTLS setKeepAlivesEnabled shutdown".split(
      " ",
    ),
  JSONRaw: "marshalJSON scan string unmarshalJSON value".split(" "),
  Logger:
    "debug debugContext enabled error errorContext handler info infoContext log logAttrs warn warnContext with withGroup".split(
      " ",
    ),
  Mailer: "onSend send".split(" "),
  MailerMessage: "from to bcc cc subject html text headers attachments inlineAttachments".split(
    " ",
  ),
  Middleware: "func id priority".split(" "),
  NonconcurrentDB:
    "builder fieldMapper tableMapper logFunc perfFunc queryLogFunc execLogFunc addColumn addForeignKey addPrimaryKey alterColumn begin beginTx clone close context createIndex createTable createUniqueIndex db delete driverName dropColumn dropForeignKey dropIndex dropPrimaryKey dropTable generatePlaceholder insert model newQuery queryBuilder quote quoteColumnName quoteSimpleColumnName quoteSimpleTableName quoteTableName renameColumn renameTable select transactional transactionalContext truncateTable update upsert withContext wrap".split(
      " ",
    ),
  Query:
    "fieldMapper lastError logFunc perfFunc queryLogFunc execLogFunc all bind close column context execute one params prepare row rows sql withAllHook withContext withExecHook withOneHook".split(
      " ",
    ),
  Record:
    "baseModel id baseFilesPath clone collection customData dbExport email emailVisibility expand expandedAll expandedOne fieldsData findFileFieldByFile fresh get getBool getDateTime getFloat getGeoPoint getInt getRaw getString getStringSlice getUnsavedFiles getUploadedFiles hide hookTags ignoreEmailVisibility ignoreUnchangedFields isNew isSuperuser lastSavedPK load markAsNew markAsNotNew marshalJSON mergeExpand newAuthToken newEmailChangeToken newFileToken newPasswordResetToken newStaticAuthToken newVerificationToken original pk postScan publicExport refreshTokenKey replaceModifiers set setEmail setEmailVisibility setExpand setIfFieldExists setPassword setRandomPassword setRaw setTokenKey setVerified tableName tokenKey unhide unmarshalJSON unmarshalJSONField validatePassword verified withCustomData".split(
      " ",
    ),
  Request:
    "method url proto protoMajor protoMinor header body getBody contentLength transferEncoding close host form postForm multipartForm trailer remoteAddr requestURI tls cancel response pattern addCookie basicAuth clone context cookie cookies cookiesNamed formFile formValue multipartReader parseForm parseMultipartForm pathValue postFormValue protoAtLeast referer setBasicAuth setPathValue userAgent withContext write writeProxy".split(
      " ",
    ),
  RequestEvent:
    "app auth event response request badRequestError bindBody blob error fileFS findUploadedFiles flush forbiddenError get getAll html hasSuperuserAuth internalServerError isTLS json next noContent notFoundError realIP redirect remoteIP requestInfo set setAll setCookie status stream string tooManyRequestsError unauthorizedError written xml".split(
      " ",
    ),
  RequestInfo: "query headers body auth method context clone hasSuperuserAuth".split(" "),
  Response:
    "responseWriter flush flushError header hijack push readFrom status unwrap write writeHeader written".split(
      " ",
    ),
  Result: "locker lastInsertId lock rowsAffected unlock".split(" "),
  Settings:
    "superuserIPs smtp backups s3 meta rateLimits trustedProxy batch logs clone dbExport isNew lastSavedPK markAsNew markAsNotNew marshalJSON merge pk postScan postValidate string tableName".split(
      " ",
    ),
  SettingsLogs: "maxDays minLevel logIP logAuthId validate".split(" "),
  SettingsMeta: "accentColor appName appURL senderName senderAddress hideControls validate".split(
    " ",
  ),
  SettingsSMTP:
    "enabled port host username password authMethod tls localName marshalJSON validate".split(" "),
  SqlDB:
    "begin beginTx close conn driver exec execContext ping pingContext prepare prepareContext query queryContext queryRow queryRowContext setConnMaxIdleTime setConnMaxLifetime setMaxIdleConns setMaxOpenConns stats".split(
      " ",
    ),
  SqlStmt: "close exec execContext query queryContext queryRow queryRowContext".split(" "),
  Store:
    "get getAll getOk getOrSet has length marshalJSON remove removeAll reset set setFunc setIfLessThanLimit unmarshalJSON values".split(
      " ",
    ),
  TaggedHook: "hook bind bindFunc canTriggerOn length trigger unbind unbindAll".split(" "),
  Time: "add addDate after appendBinary appendFormat appendText before clock compare date day equal format goString gobDecode gobEncode hour isoWeek in isDST isZero local location marshalBinary marshalJSON marshalText minute month nanosecond round second string sub truncate utc unix unixMicro unixMilli unixNano unmarshalBinary unmarshalJSON unmarshalText weekday year yearDay zone zoneBounds".split(
    " ",
  ),
  URL: "scheme opaque user host path fragment rawQuery rawPath rawFragment forceQuery omitHost appendBinary escapedFragment escapedPath hostname isAbs joinPath marshalBinary parse port query redacted requestURI resolveReference string unmarshalBinary".split(
    " ",
  ),
  ValidationError: "addParam code error message params setCode setMessage setParams".split(" "),
  Values: "add del encode get has set".split(" "),
  executor:
    "require console process Buffer readerToString toBytes toString sleep arrayOf unmarshal Context DynamicModel nullString nullFloat nullInt nullBool nullArray nullObject Record Collection FieldsList Field NumberField BoolField TextField URLField EmailField EditorField PasswordField DateField AutodateField JSONField RelationField SelectField FileField GeoPointField MailerMessage Command RequestInfo Middleware Timezone DateTime ValidationError Cookie SubscriptionMessage $dbx $security $os $filepath $http FormData $filesystem AppleClientSecretCreateForm RecordUpsertForm TestEmailSendForm TestS3FilesystemForm $mails $apis ApiError NotFoundError BadRequestError ForbiddenError UnauthorizedError TooManyRequestsError InternalServerError $app $template __hooks cronAdd cronRemove".split(
      " ",
    ),
  hooks:
    "onBackupCreate onBackupRestore onBatchRequest onBootstrap onCollectionAfterCreateError onCollectionAfterCreateSuccess onCollectionAfterDeleteError onCollectionAfterDeleteSuccess onCollectionAfterUpdateError onCollectionAfterUpdateSuccess onCollectionCreate onCollectionCreateExecute onCollectionCreateRequest onCollectionDelete onCollectionDeleteExecute onCollectionDeleteRequest onCollectionUpdate onCollectionUpdateExecute onCollectionUpdateRequest onCollectionValidate onCollectionViewRequest onCollectionsImportRequest onCollectionsListRequest onFileDownloadRequest onFileTokenRequest onMailerRecordAuthAlertSend onMailerRecordEmailChangeSend onMailerRecordOTPSend onMailerRecordPasswordResetSend onMailerRecordVerificationSend onMailerSend onModelAfterCreateError onModelAfterCreateSuccess onModelAfterDeleteError onModelAfterDeleteSuccess onModelAfterUpdateError onModelAfterUpdateSuccess onModelCreate onModelCreateExecute onModelDelete onModelDeleteExecute onModelUpdate onModelUpdateExecute onModelValidate onRealtimeConnectRequest onRealtimeMessageSend onRealtimeSubscribeRequest onRecordAfterCreateError onRecordAfterCreateSuccess onRecordAfterDeleteError onRecordAfterDeleteSuccess onRecordAfterUpdateError onRecordAfterUpdateSuccess onRecordAuthRefreshRequest onRecordAuthRequest onRecordAuthWithOAuth2Request onRecordAuthWithOTPRequest onRecordAuthWithPasswordRequest onRecordConfirmEmailChangeRequest onRecordConfirmPasswordResetRequest onRecordConfirmVerificationRequest onRecordCreate onRecordCreateExecute onRecordCreateRequest onRecordDelete onRecordDeleteExecute onRecordDeleteRequest onRecordEnrich onRecordRequestEmailChangeRequest onRecordRequestOTPRequest onRecordRequestPasswordResetRequest onRecordRequestVerificationRequest onRecordUpdate onRecordUpdateExecute onRecordUpdateRequest onRecordValidate onRecordViewRequest onRecordsListRequest onSettingsListRequest onSettingsReload onSettingsUpdateRequest onTerminate".split(
      " ",
    ),
  loader:
    "require console process Buffer readerToString toBytes toString sleep arrayOf unmarshal Context DynamicModel nullString nullFloat nullInt nullBool nullArray nullObject Record Collection FieldsList Field NumberField BoolField TextField URLField EmailField EditorField PasswordField DateField AutodateField JSONField RelationField SelectField FileField GeoPointField MailerMessage Command RequestInfo Middleware Timezone DateTime ValidationError Cookie SubscriptionMessage $dbx $security $os $filepath $http FormData $filesystem AppleClientSecretCreateForm RecordUpsertForm TestEmailSendForm TestS3FilesystemForm $mails $apis ApiError NotFoundError BadRequestError ForbiddenError UnauthorizedError TooManyRequestsError InternalServerError $app $template __hooks cronAdd cronRemove routerAdd routerUse".split(
      " ",
    ),
  onBootstrap: "event app next".split(" "),
  onCollectionAfterCreateError:
    "error collectionEvent event app collection context type next tags".split(" "),
  onCollectionCreate: "event app collection context type next tags".split(" "),
  onMailerSend: "event app mailer message next".split(" "),
  onModelAfterCreateError: "error modelEvent event app model context type next tags".split(" "),
  onModelCreate: "event app model context type next tags".split(" "),
  onRecordAfterCreateError: "error recordEvent event app record context type next tags".split(" "),
  onRecordCreate: "event app record context type next tags".split(" "),
  onRecordCreateRequest:
    "event requestEvent app auth collection record badRequestError bindBody blob error fileFS findUploadedFiles flush forbiddenError get getAll html hasSuperuserAuth internalServerError isTLS json next noContent notFoundError realIP redirect remoteIP requestInfo set setAll setCookie status stream string tags tooManyRequestsError unauthorizedError written xml".split(
      " ",
    ),
  onRecordEnrich: "event app record requestInfo next tags".split(" "),
  onRecordViewRequest:
    "event requestEvent app auth collection record badRequestError bindBody blob error fileFS findUploadedFiles flush forbiddenError get getAll html hasSuperuserAuth internalServerError isTLS json next noContent notFoundError realIP redirect remoteIP requestInfo set setAll setCookie status stream string tags tooManyRequestsError unauthorizedError written xml".split(
      " ",
    ),
  onRecordsListRequest:
    "event requestEvent app auth collection records result badRequestError bindBody blob error fileFS findUploadedFiles flush forbiddenError get getAll html hasSuperuserAuth internalServerError isTLS json next noContent notFoundError realIP redirect remoteIP requestInfo set setAll setCookie status stream string tags tooManyRequestsError unauthorizedError written xml".split(
      " ",
    ),
  onServe: "event app router server certManager listener installerFunc uiExtensions next".split(
    " ",
  ),
};

/** The parts of ECMAScript's built-ins that goja has. Symbols begin with @@. */
export const GOJA_BUILTINS: Names = {
  AggregateError: "length name prototype".split(" "),
  "AggregateError.prototype": "message name constructor".split(" "),
  Array: "length name prototype from isArray of @@Symbol.species".split(" "),
  "Array.prototype":
    "length constructor at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toLocaleString toString unshift with toReversed toSorted toSpliced values @@Symbol.iterator @@Symbol.unscopables".split(
      " ",
    ),
  ArrayBuffer: "length name prototype isView @@Symbol.species".split(" "),
  "ArrayBuffer.prototype": "byteLength constructor slice @@Symbol.toStringTag".split(" "),
  BigInt: "name length prototype asIntN asUintN".split(" "),
  "BigInt.prototype":
    "length name constructor toLocaleString toString valueOf @@Symbol.toStringTag".split(" "),
  BigInt64Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "BigInt64Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  BigUint64Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "BigUint64Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Boolean: "length name prototype".split(" "),
  "Boolean.prototype": "toString valueOf constructor".split(" "),
  DataView: "length name prototype".split(" "),
  "DataView.prototype":
    "buffer byteLength byteOffset constructor getFloat32 getFloat64 getInt8 getInt16 getInt32 getUint8 getUint16 getUint32 getBigInt64 getBigUint64 setFloat32 setFloat64 setInt8 setInt16 setInt32 setUint8 setUint16 setUint32 setBigInt64 setBigUint64 @@Symbol.toStringTag".split(
      " ",
    ),
  Date: "name length prototype parse UTC now".split(" "),
  "Date.prototype":
    "constructor toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString valueOf getTime getFullYear getUTCFullYear getMonth getUTCMonth getDate getUTCDate getDay getUTCDay getHours getUTCHours getMinutes getUTCMinutes getSeconds getUTCSeconds getMilliseconds getUTCMilliseconds getTimezoneOffset setTime setMilliseconds setUTCMilliseconds setSeconds setUTCSeconds setMinutes setUTCMinutes setHours setUTCHours setDate setUTCDate setMonth setUTCMonth setFullYear setUTCFullYear toUTCString toISOString toJSON @@Symbol.toPrimitive".split(
      " ",
    ),
  Error: "length name prototype".split(" "),
  "Error.prototype": "message name toString constructor".split(" "),
  EvalError: "length name prototype".split(" "),
  "EvalError.prototype": "message name constructor".split(" "),
  Float32Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Float32Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Float64Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Float64Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Function: "length name prototype".split(" "),
  "Function.prototype":
    "constructor length name apply bind call toString caller arguments @@Symbol.hasInstance".split(
      " ",
    ),
  Int16Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Int16Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Int32Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Int32Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Int8Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Int8Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Iterator: "@@Symbol.iterator".split(" "),
  JSON: "parse stringify @@Symbol.toStringTag".split(" "),
  Map: "length name prototype @@Symbol.species".split(" "),
  "Map.prototype":
    "constructor clear set delete forEach has get size keys values entries @@Symbol.iterator @@Symbol.toStringTag".split(
      " ",
    ),
  Math: "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos acosh asin asinh atan atanh atan2 cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log1p log10 log2 max min pow random round sign sin sinh sqrt tan tanh trunc @@Symbol.toStringTag".split(
    " ",
  ),
  Number:
    "length name prototype EPSILON isFinite isInteger isNaN isSafeInteger MAX_SAFE_INTEGER MIN_SAFE_INTEGER MIN_VALUE MAX_VALUE NaN NEGATIVE_INFINITY parseFloat parseInt POSITIVE_INFINITY".split(
      " ",
    ),
  "Number.prototype":
    "constructor toExponential toFixed toLocaleString toPrecision toString valueOf".split(" "),
  Object:
    "length name prototype assign defineProperty defineProperties entries getOwnPropertyDescriptor getOwnPropertyDescriptors getPrototypeOf is getOwnPropertyNames getOwnPropertySymbols create seal freeze preventExtensions isSealed isFrozen isExtensible keys setPrototypeOf values fromEntries hasOwn".split(
      " ",
    ),
  "Object.prototype":
    "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__".split(
      " ",
    ),
  Promise: "length name prototype all allSettled any race reject resolve @@Symbol.species".split(
    " ",
  ),
  "Promise.prototype": "constructor catch finally then @@Symbol.toStringTag".split(" "),
  Proxy: "length name revocable".split(" "),
  RangeError: "length name prototype".split(" "),
  "RangeError.prototype": "message name constructor".split(" "),
  ReferenceError: "length name prototype".split(" "),
  "ReferenceError.prototype": "message name constructor".split(" "),
  Reflect:
    "apply construct defineProperty deleteProperty get getOwnPropertyDescriptor getPrototypeOf has isExtensible ownKeys preventExtensions set setPrototypeOf @@Symbol.toStringTag".split(
      " ",
    ),
  RegExp: "length name prototype @@Symbol.species".split(" "),
  "RegExp.prototype":
    "constructor compile exec test toString source global multiline dotAll ignoreCase unicode sticky flags @@Symbol.match @@Symbol.matchAll @@Symbol.search @@Symbol.split @@Symbol.replace".split(
      " ",
    ),
  Set: "length name prototype @@Symbol.species".split(" "),
  "Set.prototype":
    "constructor add clear delete forEach has size values keys entries @@Symbol.iterator @@Symbol.toStringTag".split(
      " ",
    ),
  String: "length name prototype fromCharCode fromCodePoint raw".split(" "),
  "String.prototype":
    "length constructor at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice split startsWith substring toLocaleLowerCase toLocaleUpperCase toLowerCase toString toUpperCase trim trimEnd trimStart trimRight trimLeft valueOf substr @@Symbol.iterator".split(
      " ",
    ),
  Symbol:
    "length name prototype for keyFor hasInstance isConcatSpreadable iterator match matchAll replace search species split toPrimitive toStringTag unscopables".split(
      " ",
    ),
  "Symbol.prototype":
    "constructor description toString valueOf @@Symbol.toPrimitive @@Symbol.toStringTag".split(" "),
  SyntaxError: "length name prototype".split(" "),
  "SyntaxError.prototype": "message name constructor".split(" "),
  TypeError: "length name prototype".split(" "),
  "TypeError.prototype": "message name constructor".split(" "),
  TypedArray: "length name prototype from of @@Symbol.species".split(" "),
  "TypedArray.prototype":
    "buffer byteLength byteOffset at constructor copyWithin entries every fill filter find findIndex findLast findLastIndex forEach includes indexOf join keys lastIndexOf length map reduce reduceRight reverse set slice some sort subarray toLocaleString with toReversed toSorted toString values @@Symbol.iterator @@Symbol.toStringTag".split(
      " ",
    ),
  URIError: "length name prototype".split(" "),
  "URIError.prototype": "message name constructor".split(" "),
  Uint16Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Uint16Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Uint32Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Uint32Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Uint8Array: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Uint8Array.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  Uint8ClampedArray: "length name prototype BYTES_PER_ELEMENT".split(" "),
  "Uint8ClampedArray.prototype": "constructor BYTES_PER_ELEMENT".split(" "),
  WeakMap: "length name prototype".split(" "),
  "WeakMap.prototype": "constructor set delete has get @@Symbol.toStringTag".split(" "),
  WeakSet: "length name prototype".split(" "),
  "WeakSet.prototype": "constructor add delete has @@Symbol.toStringTag".split(" "),
  globalThis:
    "Object Function Array String Number BigInt RegExp Date Boolean Proxy Reflect Error AggregateError TypeError ReferenceError SyntaxError RangeError EvalError URIError GoError eval Math JSON ArrayBuffer DataView Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array Symbol WeakSet WeakMap Map Set Promise globalThis NaN undefined Infinity isNaN parseInt parseFloat isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape __args".split(
      " ",
    ),
};
