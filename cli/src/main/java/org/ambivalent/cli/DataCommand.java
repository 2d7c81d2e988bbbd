package org.ambivalent.cli;

import picocli.CommandLine.Command;

/** {@code ambivalent data}: work on datasets. */
@Command(name = "data", description = "Works on datasets; a dataset is never modified.")
final class DataCommand {}
