using System.CommandLine;
using Parley.Cli;
using Parley.Cli.Demo;

var parley = new RootCommand("Parley: voice agents on the phone, on your own machine.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    DemoCommand.Create(),
};

// Ctrl-C is left to the host: ending calls may take longer than a command line would wait.
return await parley.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
