using System.CommandLine;
using Parley.Cli;
using Parley.Cli.Answering;
using Parley.Cli.Demo;
using Parley.Cli.Simulation;

var parley = new RootCommand("Parley: voice agents on the phone, on your own machine.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    NumbersCommand.Create(),
    DoNotCallCommand.Create(),
    AuditCommand.Create(),
    BackupCommands.Backup(),
    BackupCommands.Restore(),
    CallCommand.Create(),
    DemoCommand.Create(),
    SimulateCommand.Create(),
    ClassifyCommand.Create(),
};

// Ctrl-C is left to the host: ending calls may take longer than a command line would wait.
var parsed = parley.Parse(args);
var status = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 && parsed.CommandResult.Command.Name == "simulate" ? SimulateCommand.WrongUse : status;
