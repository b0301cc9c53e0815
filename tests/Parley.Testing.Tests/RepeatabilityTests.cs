using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Parley.Samples.Inbound;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Telephony;

namespace Parley.Testing.Tests;

/// <summary>The same seed gives the same calls, to the byte; another seed gives others.</summary>
public sealed class RepeatabilityTests
{
    [Fact]
    public async Task RunAsync_SameSeed_GivesTheSameBytes()
    {
        var first = await RunAsync(seed: 7);
        var second = await RunAsync(seed: 7);

        Assert.Equal(first, second);
        Assert.NotEqual(first, await RunAsync(seed: 8));
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int seed)
    {
        var captures = Directory.CreateTempSubdirectory("parley-captures-").FullName;
        var told = await RunAsync(seed, captures);
        string[] files = [.. Directory.GetFiles(captures).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
        Directory.Delete(captures, recursive: true);
        Assert.Equal(2 * 4, files.Length);   // A capture and a ladder for each of the four calls.
        return [.. told, .. files];
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int seed, string captures)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed, n =>
        {
            n.Set("Parley:Capture:Directory", captures);
            n.AddAgent<OutboundAgent>("outbound").AddAgent<InboundAgent>("inbound");
        });
        var records = await network.RunAsync(
            [
                new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230001"] },
                new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230002"] },
                new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230003"], StartsAfter = TimeSpan.FromSeconds(1) },
                new CallPlan { Agent = "inbound", Persona = PhoneBook.Default["+15551230001"], Direction = CallDirection.Incoming },
            ],
            TestContext.Current.CancellationToken);
        return [.. records.SelectMany(Describe)];
    }

    private static IEnumerable<string> Describe(CallRecord call)
    {
        yield return $"{call.Persona} {call.Address} {call.SessionId} {call.Error} {call.StartedAt:O} {call.EndedAt:O}";
        yield return JsonSerializer.Serialize(call.Outcomes);
        foreach (var occurred in call.Events)
        {
            yield return JsonSerializer.Serialize(occurred);
        }

        foreach (var seen in call.FarEnd)
        {
            yield return $"{seen.At:O} {seen.Kind} {seen.Detail}";
        }

        foreach (var message in call.Sip)
        {
            yield return $"{message.At:O} {message.From} {message.To} {message}";
        }

        yield return $"said {Hash(call.Said.Samples.Span)}, heard {Hash(call.Heard.Samples.Span)}";
    }

    private static string Hash(ReadOnlySpan<short> samples) => $"{samples.Length} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(samples)))}";
}
