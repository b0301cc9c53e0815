using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Transport;
using Parley.Telephony;
using Parley.Telephony.Numbers;

namespace Parley.Benchmarks.Calls;

/// <summary>
/// Our side of a measured call, in a process of its own: it takes or makes calls, either with the bare SIP endpoint or with the telephony layer and its media ports.
/// Told what to do by lines: <c>make RATE CALLS PORT</c>, <c>sent</c>, <c>idle</c>.
/// </summary>
internal sealed class CallWorker(CountingTransport transport)
{
    private static readonly byte[] Description = Encoding.ASCII.GetBytes(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 37000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
        + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n");

    private static readonly PhoneNumber Called = PhoneNumber.TryParseUser("+15550101", out var number) ? number : default;

    private readonly ConcurrentQueue<double> _setUps = [];
    private SipEndpoint _sip = null!;
    private Func<int, Task<bool>> _call = null!;
    private int _failed;

    public static async Task<int> RunAsync(string layer, int port)
    {
        var worker = new CallWorker(new(SipTransports.Bind(new IPEndPoint(IPAddress.Loopback, port))));
        await (layer == "sip" ? worker.OpenSipAsync() : worker.OpenTelephonyAsync());
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["make", var rate, var calls, var to] => await worker.MakeAsync(Number(rate), Number(calls), Number(to)),
                ["idle"] => await worker.WaitUntilIdleAsync(),
                _ => $"{worker.Sent}",
            });
        }

        return 0;
    }

    private long Sent => transport.Sent;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task OpenSipAsync()
    {
        _sip = new(transport);
        await _sip.StartAsync();
        _call = CallWithSipAsync;
        _ = TakeWithSipAsync(_sip);
    }

    private async Task OpenTelephonyAsync()
    {
        var options = new TelephonyOptions { MediaBindAddress = IPAddress.Loopback, MediaPorts = new PortRange(38_000, 47_999) };
        var board = await Switchboard.StartAsync(options, new()
        {
            Numbers = new OwnedNumberList([new("bench", Called)]),
            Attempts = new NoLog(),
            BindSip = _ => transport,
        }, CancellationToken.None);
        _sip = board.Sip;
        _call = to => CallWithTelephonyAsync(board.Dialer, to);
        _ = TakeWithTelephonyAsync(board.Inbound);
    }

    private static async Task TakeWithSipAsync(SipEndpoint sip)
    {
        await foreach (var call in sip.IncomingCalls.ReadAllAsync())
        {
            _ = call.AnswerAsync(Description);
        }
    }

    private static async Task TakeWithTelephonyAsync(InboundCalls inbound)
    {
        await foreach (var call in inbound.Calls.ReadAllAsync())
        {
            _ = TakeAsync(call);
        }

        static async Task TakeAsync(IncomingLeg call)
        {
            await using var leg = call.Leg;
            await call.AnswerAsync();
            await leg.Completion;
        }
    }

    private async Task<string> MakeAsync(int rate, int calls, int to)
    {
        _setUps.Clear();
        _failed = 0;
        var (sent, start, made) = (Sent, Stopwatch.GetTimestamp(), new List<Task>());
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (made.Count < calls)
        {
            await beat.WaitForNextTickAsync();
            for (var due = Math.Min(calls, Stopwatch.GetElapsedTime(start).TotalSeconds * rate); made.Count < due;)
            {
                made.Add(CountAsync(to));
            }
        }

        await Task.WhenAll(made);
        var times = _setUps.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{times.Length} {_failed} {Sent - sent - (3 * times.Length)} {CallSpeed.At(times, 0.5)} {CallSpeed.At(times, 0.99)}");
    }

    private async Task CountAsync(int to)
    {
        if (!await _call(to))
        {
            Interlocked.Increment(ref _failed);
        }
    }

    private async Task<bool> CallWithSipAsync(int to)
    {
        var start = Stopwatch.GetTimestamp();
        var call = _sip.Invite(new()
        {
            Uri = new("+15550101", "127.0.0.1", to),
            From = new(new("+15550100", "127.0.0.1")),
            Destination = new(IPAddress.Loopback, to),
            Body = Description,
        });
        await foreach (var happening in call.Events.ReadAllAsync())
        {
            if (happening is CallAnswered)
            {
                _setUps.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await call.HangUpAsync();
                return true;
            }
        }

        return false;
    }

    private async Task<bool> CallWithTelephonyAsync(Dialer dialer, int to)
    {
        var start = Stopwatch.GetTimestamp();
        if (await dialer.DialAsync(new() { SipUri = $"sip:+15550101@127.0.0.1:{to}" }, CancellationToken.None) is not DialAccepted { Leg: var leg })
        {
            return false;
        }

        await using (leg)
        {
            await foreach (var happening in leg.Events.ReadAllAsync())
            {
                if (happening is LegAnswered)
                {
                    _setUps.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    await leg.HangUpAsync();
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<string> WaitUntilIdleAsync()
    {
        while (_sip.ActiveTransactions > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalPauseDuration().TotalMilliseconds} {GC.CollectionCount(0)}");
    }

    private sealed class NoLog : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => default;
    }
}
