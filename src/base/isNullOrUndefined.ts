import '../../setup/base/isNullOrUndefined.cjs';
