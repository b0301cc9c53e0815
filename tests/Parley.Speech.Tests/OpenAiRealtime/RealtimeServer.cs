using System.Collections.Concurrent;
using System.Text.Json;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.OpenAiRealtime;

/// <summary>
/// A server on loopback that behaves like OpenAI's realtime models: notices speech in mu-law, answers when asked, in sound, words and calls, keeps the conversation's items, and refuses
/// what those refuse. What it says is a test's.
/// </summary>
internal sealed class RealtimeServer : IAsyncDisposable
{
    public const string Key = "sk-test";

    private readonly VendorServer _server;

    private RealtimeServer(VendorServer server) => _server = server;

    public Uri Url => new(_server.Address, "/v1/realtime");

    /// <summary>What clients sent, in order, sound left out.</summary>
    public ConcurrentQueue<JsonElement> Received { get; private init; } = [];

    /// <summary>What was refused of it.</summary>
    public ConcurrentQueue<string> Refused { get; private init; } = [];

    /// <summary>Sessions that have ended.</summary>
    public ConcurrentQueue<RealtimePeer> Ended { get; private init; } = [];

    /// <param name="connections">How many sessions there will be.</param>
    /// <param name="answer">What the model answers.</param>
    public static async Task<RealtimeServer> StartAsync(int connections, Func<RealtimeTurn, RealtimeAnswer> answer)
    {
        var (received, refused, ended) = (new ConcurrentQueue<JsonElement>(), new ConcurrentQueue<string>(), new ConcurrentQueue<RealtimePeer>());
        var server = await VendorServer.StartAsync(Enumerable.Repeat(
            VendorServer.Talk(async peer =>
            {
                await using var session = new RealtimePeer(peer, answer, received.Enqueue, refused.Enqueue);
                await session.RunAsync();
                ended.Enqueue(session);
            }),
            connections));
        return new(server) { Received = received, Refused = refused, Ended = ended };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <summary>What the model is to answer.</summary>
/// <param name="Instructions">Those of this response only.</param>
/// <param name="Heard">How often the caller has spoken.</param>
/// <param name="Outputs">Results of functions so far.</param>
internal sealed record RealtimeTurn(string? Instructions, int Heard, IReadOnlyList<string> Outputs);

/// <summary>What the model answers: words, and a function that it calls.</summary>
internal sealed record RealtimeAnswer(string? Words, string? Function = null, string Arguments = "{}");
