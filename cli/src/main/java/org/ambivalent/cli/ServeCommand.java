package org.ambivalent.cli;

import java.util.EnumMap;
import java.util.concurrent.Callable;
import org.ambivalent.server.ServeSettings;
import org.ambivalent.server.Service;
import org.ambivalent.server.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code ambivalent serve}: the service and the workbench. Its options are the settings of the service, each by itself. */
@Command(
        name = "serve",
        description = {
            "Starts a browser workbench and a REST service, on this machine only unless you say otherwise.",
            "Every option is a setting that the environment and a YAML file may name too: --body-limit is"
                    + " AMBIVALENT_SERVE_BODY_LIMIT and \"body-limit:\"; options win over the environment, which wins over the"
                    + " file. All mistakes are told at once."
        })
final class ServeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    static CommandLine commandLine(Terminal terminal) {
        var line = new CommandLine(new ServeCommand(terminal));
        for (Setting setting : Setting.values()) {
            line.getCommandSpec().addOption(option(setting));
        }
        return line;
    }

    private static OptionSpec option(Setting setting) {
        var option = OptionSpec.builder(setting.option()).description(setting.description());
        return setting.isFlag()
                ? option.type(boolean.class).arity("0").build()
                : option.type(String.class)
                        .arity("1")
                        .paramLabel(setting.label())
                        .build();
    }

    @Override
    public Integer call() throws InterruptedException {
        var options = new EnumMap<Setting, String>(Setting.class);
        for (Setting setting : Setting.values()) {
            var option = spec.findOption(setting.option());
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                options.put(setting, String.valueOf(option.<Object>getValue()));
            }
        }
        run(ServeSettings.of(options, System.getenv()));
        return Main.FINE;
    }

    private void run(ServeSettings settings) throws InterruptedException {
        var service = Service.start(settings, System.err);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
            terminal.out().println(service.greeting());
            terminal.out().flush();
            service.join();
        } finally {
            service.close();
        }
    }
}
