/** The service and the browser workbench: predictions over HTTP, review with a store of votes, comparison of runs. */
@NullMarked
package org.ambivalent.server;

import org.jspecify.annotations.NullMarked;
