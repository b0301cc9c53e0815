using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Parley.Server;
using Parley.Speech;

namespace Parley.Cli;

/// <summary>Turns what an operator can mend into one clear line each and exit code 1; anything else is a bug and shows its trace.</summary>
internal static partial class Failures
{
    public static async Task<int> ReportAsync(Func<Task<int>> action, TextWriter error)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (Explain(e) is { } lines)
        {
            foreach (var line in lines)
            {
                await error.WriteLineAsync($"parley: {line}");
            }

            return 1;
        }
    }

    private static IEnumerable<string>? Explain(Exception exception) => exception switch
    {
        OptionsValidationException e => e.Failures,
        ParleyServerException e => [e.Message],
        SpeechException e => [e.Message],
        IOException { InnerException: AddressInUseException } e => [PortInUse(e.Message)],
        SocketException e => [$"The network refused: {e.Message}"],
        InvalidDataException e => [$"{e.Message} {e.InnerException?.Message}"],
        InvalidOperationException e when e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => [e.Message],
        _ => null,
    };

    private static string PortInUse(string message)
    {
        var address = Address().Match(message);
        return $"Port {address.Groups["port"]} is in use: another program listens on {address.Value}. Stop it, or choose another address with --urls http://127.0.0.1:PORT";
    }

    [GeneratedRegex(@"https?://\S+:(?<port>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
