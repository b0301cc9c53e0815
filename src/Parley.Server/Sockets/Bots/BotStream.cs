using System.Net.WebSockets;
using Parley.Agents;
using Parley.Telephony.Sockets;

namespace Parley.Server.Sockets.Bots;

/// <summary>How a stream to a bot ended.</summary>
internal enum BotStreamEnd
{
    /// <summary>The call is over.</summary>
    CallOver,

    /// <summary>The bot has closed it: it hangs up.</summary>
    BotLeft,

    /// <summary>It broke.</summary>
    Broken,
}

/// <summary>The stream of one call to its bot: an open socket, and what goes over it from <see cref="RunAsync"/> on.</summary>
internal sealed class BotStream(SocketPeer peer, TimeProvider time) : IDisposable
{
    private const int MostMalformed = 100;

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Opens the socket.</summary>
    /// <returns>The stream, or why there is none.</returns>
    public static async Task<(BotStream? Stream, string? Error)> ConnectAsync(Uri endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = socket.Options.KeepAliveTimeout = KeepAlive;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(_ => patience.Cancel(), null, LongestConnect, Timeout.InfiniteTimeSpan);
        try
        {
            await socket.ConnectAsync(endpoint, patience.Token);
            return (new(new(socket), time), null);
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return (null, fault is OperationCanceledException ? $"it did not answer within {LongestConnect.TotalSeconds} s" : fault.InnerException?.Message ?? fault.Message);
        }
    }

    /// <summary>Streams a call until it is over, or the bot leaves.</summary>
    /// <param name="stream">The call.</param>
    /// <param name="port">Its sound.</param>
    /// <param name="over">Completes when the call is over.</param>
    public async Task<BotStreamEnd> RunAsync(TwilioStream stream, BotPort port, Task over)
    {
        using var ended = new CancellationTokenSource();
        var reading = ReadAsync(port);
        var telling = TellAsync(stream, port, ended.Token);
        await Waits.FirstAsync(over, Waits.FirstAsync(reading, telling));
        var end = over.IsCompleted ? BotStreamEnd.CallOver : reading.IsCompleted ? await reading : BotStreamEnd.Broken;
        ended.Cancel();
        using var patience = new CancellationTokenSource(LongestGoodbye, time);
        try
        {
            await telling.UntilAsync(patience.Token);
            if (end is BotStreamEnd.CallOver)
            {
                await peer.SendAsync(stream.Stop(), isText: true).UntilAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            peer.Abort();
        }

        await peer.FinishAsync(WebSocketCloseStatus.NormalClosure, "the call is over", reading, patience.Token);
        await reading;
        await telling;
        return end;
    }

    /// <summary>Gives it up, if it is not over.</summary>
    public void Dispose()
    {
        peer.Abort();
        peer.Dispose();
    }

    private async Task<BotStreamEnd> ReadAsync(BotPort port)
    {
        var malformed = 0;
        while (true)
        {
            switch (await peer.ReadAsync())
            {
                case SocketReading.Message:
                    break;
                case SocketReading.Closed when peer.ClosedNormally:
                    return BotStreamEnd.BotLeft;
                default:
                    return BotStreamEnd.Broken;
            }

            switch (TwilioStream.Read(peer.Message))
            {
                case BotSound sound when !port.TryPlay(sound.Bytes):
                case BotMalformed when ++malformed >= MostMalformed:
                    return BotStreamEnd.Broken;
                case BotMark mark:
                    port.Mark(mark.Name);
                    break;
                case BotClear:
                    port.Clear();
                    break;
            }
        }
    }

    private async Task TellAsync(TwilioStream stream, BotPort port, CancellationToken ended)
    {
        if (!await peer.SendAsync(TwilioStream.Connected(), isText: true) || !await peer.SendAsync(stream.Start(), isText: true))
        {
            return;
        }

        try
        {
            while (await port.ToTell.WaitToReadAsync(ended))
            {
                while (port.ToTell.TryRead(out var heard))
                {
                    var message = heard.Sound is { } sound ? stream.Media(sound) : heard.Mark is { } mark ? stream.Mark(mark) : stream.Digit(heard.Digit!.Value);
                    if (heard.Sound is not null)
                    {
                        port.Release(heard.Sound);
                    }

                    if (!await peer.SendAsync(message, isText: true))
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The call is over, or the bot is gone.
        }
    }
}
