using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Cli.Latency;
using Parley.Client;
using Parley.Client.Models;
using Parley.Server.Hosting;

namespace Parley.Cli;

/// <summary><c>parley call</c>: has an agent of a running server call somebody, shows what happens, and exits by how it went.</summary>
internal static class CallCommand
{
    /// <summary>The callee answered.</summary>
    public const int Answered = 0;

    /// <summary>The request was refused, or the server is not there.</summary>
    public const int Failed = 1;

    /// <summary>The callee did not answer: busy, no answer, refused ...</summary>
    public const int NotAnswered = 3;

    /// <summary>Ctrl-C: the session was stopped.</summary>
    public const int Stopped = 130;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(700);   // A start may wait in its agent's queue.
    private static readonly TimeSpan LongestRegret = TimeSpan.FromSeconds(5);   // A start that was sent has its answer by then, or waits in the queue, which it leaves.

    public static Command Create()
    {
        var destination = new Argument<string>("destination") { Description = "A number such as +15551230001, or sip:user@host" };
        destination.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !IsDestination(value))
            {
                result.AddError($"'{value}' is nobody to call; expected a number with its plus sign, such as +15551230001, or sip:user@host");
            }
        });
        var agent = new Option<string>("--agent") { Description = "The agent that calls", DefaultValueFactory = _ => "outbound" };
        var server = new Option<string>("--server") { Description = $"Where the server is; else PARLEY_SERVER, else {ParleyHosting.DefaultUrl}" };
        var key = new Option<string[]>("--key") { Description = "A public (pk_...) and a private key (sk_...) of the server; else PARLEY_PUBLIC_KEY and PARLEY_PRIVATE_KEY. Without a private one the call is started but not followed" };
        var body = new Option<string>("--body") { Description = "More data for the agent, as a JSON object" };
        var command = new Command("call", "Has an agent of a running server call somebody, and shows the call.") { destination, agent, server, key, body };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var url = parsed.GetValue(server) ?? Environment.GetEnvironmentVariable("PARLEY_SERVER") ?? ParleyHosting.DefaultUrl;
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                await error.WriteLineAsync($"parley: --server: '{url}' is no address; expected for example {ParleyHosting.DefaultUrl}");
                return Failed;
            }

            // Ctrl-C is not the command line's to handle: the session has to be stopped first.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var http = new HttpClient { BaseAddress = address, Timeout = LongestAnswer };
            var keys = KeysOf(parsed.GetValue(key) ?? []);
            var call = new WantedCall(parsed.GetValue(agent)!, parsed.GetValue(destination)!, parsed.GetValue(body), Follows: keys.PrivateKey is not null);
            return await RunAsync(new ParleyClient(http, keys), call, output, error, stop.Token);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        });
        return command;
    }

    /// <summary>Makes the call and follows it to its end.</summary>
    internal static async Task<int> RunAsync(ParleyClient client, WantedCall call, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var start = StartSession.Dialling(call.Destination);
            start = start with { Body = Merge(start.Body!.Value, call.Body) };
            var started = await StartAsync(client, call.Agent, start, cancellationToken);
            await output.WriteLineAsync($"session {started.SessionId} of {call.Agent}");
            if (call.Follows)
            {
                return await FollowAsync(client, call.Agent, started.SessionId, output, cancellationToken);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("parley: the session goes on: to stop it a private key is needed (--key sk_...)");
                return Stopped;
            }

            return Answered;
        }
        catch (ParleyApiException e)
        {
            await error.WriteLineAsync($"parley: the server refused: {e.Text} ({(int)e.Status} {e.Code})");
            return Failed;
        }
        catch (HttpRequestException e)
        {
            await error.WriteLineAsync($"parley: the server cannot be reached: {e.Message}");
            return Failed;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException)
        {
            await error.WriteLineAsync($"parley: {e.Message}");
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("parley: the server did not answer in time");
            return Failed;
        }
    }

    /// <summary>Starts the session. Ctrl-C does not cut the answer off: without it nobody could stop what was started.</summary>
    private static async Task<StartedSession> StartAsync(ParleyClient client, string agent, StartSession start, CancellationToken cancellationToken)
    {
        using var regretted = new CancellationTokenSource();
        await using var regret = cancellationToken.Register(() => regretted.CancelAfter(LongestRegret));
        return await client.StartAsync(agent, start, IdempotencyKey.New(), regretted.Token);
    }

    private static async Task<int> FollowAsync(ParleyClient client, string agent, Guid session, TextWriter output, CancellationToken cancellationToken)
    {
        DateTimeOffset? began = null;
        try
        {
            await foreach (var happened in client.Sessions.FollowAsync(agent, session, cancellationToken: cancellationToken))
            {
                began ??= happened.Timestamp;
                await output.WriteLineAsync(Describe(happened, began));
                if (happened.Action == "turn-latency" && happened.Json.Deserialize(AgentEventJson.Default.AgentEvent) is TurnLatency turn)
                {
                    await output.WriteLineAsync(LatencyWaterfall.Draw(turn));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("stopping the session");
            await client.Sessions.StopAsync(agent, session, CancellationToken.None);
            return Stopped;
        }

        var end = await client.Sessions.GetAsync(agent, session, cancellationToken);
        await output.WriteLineAsync($"{end.CompletionStatus}: {end.EndReason}");
        foreach (var call in end.Dialouts ?? [])
        {
            await output.WriteLineAsync(Describe(call));
        }

        return end.Dialouts is { Count: > 0 } calls && calls.Any(call => call.AnsweredAt is not null) ? Answered
            : end.Dialouts is { Count: > 0 } ? NotAnswered
            : Failed;
    }

    private static string Describe(SessionEvent happened, DateTimeOffset? began)
    {
        var text = happened.Json.TryGetProperty("text", out var said) && said.ValueKind is JsonValueKind.String ? $": {said.GetString()}"
            : happened.Json.TryGetProperty("state", out var state) && state.ValueKind is JsonValueKind.String ? $" {state.GetString()}"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(happened.Timestamp - began)?.TotalSeconds ?? 0,6:0.0} s  {happened.Action}{text}");
    }

    private static string Describe(Dialout call)
    {
        var facts = new List<string> { call.PhoneNumber ?? call.SipUri ?? $"{call.SessionId}", call.Stage };
        facts.AddRange(call.SipStatus is { } status ? [$"SIP {status}"] : []);
        facts.AddRange(call.HungUpBy is { } party ? [$"ended by the {party}"] : []);
        facts.AddRange(call.Error is { } error ? [error] : []);
        return string.Join(", ", facts);
    }

    /// <summary>What call is wanted.</summary>
    /// <param name="Agent">Who calls.</param>
    /// <param name="Destination">Who is called.</param>
    /// <param name="Body">More data for the agent, as JSON.</param>
    /// <param name="Follows">Whether it is followed to its end.</param>
    internal sealed record WantedCall(string Agent, string Destination, string? Body, bool Follows);

    private static JsonElement Merge(JsonElement body, string? more)
    {
        if (more is null)
        {
            return body;
        }

        if (JsonNode.Parse(more) is not JsonObject merged)
        {
            throw new FormatException("--body is no JSON object; expected for example '{\"patient\":\"Ann\"}'");
        }

        foreach (var property in body.EnumerateObject())
        {
            merged[property.Name] ??= JsonNode.Parse(property.Value.GetRawText());
        }

        return JsonElement.Parse(merged.ToJsonString());
    }

    private static ParleyClientOptions KeysOf(IReadOnlyList<string> keys) => new()
    {
        PublicKey = keys.FirstOrDefault(k => k.StartsWith("pk_", StringComparison.Ordinal)) ?? Environment.GetEnvironmentVariable("PARLEY_PUBLIC_KEY"),
        PrivateKey = keys.FirstOrDefault(k => !k.StartsWith("pk_", StringComparison.Ordinal)) ?? Environment.GetEnvironmentVariable("PARLEY_PRIVATE_KEY"),
    };

    private static bool IsDestination(string value)
        => (value is ['+', .. var digits] && digits.Length is >= 6 and <= 15 && digits.All(char.IsAsciiDigit))
            || ((value.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)) && value.Length > 5 && !value.Any(char.IsWhiteSpace));
}
