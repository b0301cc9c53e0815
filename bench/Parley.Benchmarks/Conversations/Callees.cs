using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Parley.Rooms;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// The far end of measured calls, in a process of its own: answers whatever is called, and hangs up when its time is over. The user of the address says which call it is,
/// whether the callee says hello, and how long it lasts: <c>17-hello-40</c>. Told by a line <c>report</c> to tell what happened, and by the end of input to end.
/// </summary>
internal sealed class Callees
{
    private readonly ConcurrentQueue<string> _reports = [];
    private readonly MediaClock _clock = new(TimeProvider.System);
    private readonly RtpPortPool _ports = new(UdpNetwork.Instance, IPAddress.Loopback, new PortRange(30_000, 39_999));
    private readonly CalleeVoice _voice;

    private Callees(CalleeVoice voice) => _voice = voice;

    public static async Task<int> RunAsync()
    {
        var callees = new Callees(await CalleeVoice.RenderAsync());
        await using var sip = new SipEndpoint(UdpSipTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        await sip.StartAsync();
        _ = callees.TakeAsync(sip);
        Console.WriteLine(sip.LocalEndPoint.Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            while (callees._reports.TryDequeue(out var report))
            {
                Console.WriteLine(report);
            }

            Console.WriteLine();
        }

        return 0;
    }

    private async Task TakeAsync(SipEndpoint sip)
    {
        await foreach (var call in sip.IncomingCalls.ReadAllAsync())
        {
            _ = TakeAsync(call);
        }
    }

    private async Task TakeAsync(IncomingCall call)
    {
        if (call.Invite.Uri.User?.Split('-') is not [var number, var manner, var seconds]
            || !_ports.TryRent(out var ports, out _)
            || !SessionDescription.TryParse(call.Invite.Body.Span, out var offer, out _)
            || !new OfferAnswer(ports.LocalEndPoint, new() { Codecs = [CodecDescription.Pcmu] }).TryAnswer(offer, out var answer, out var audio, out _))
        {
            await call.RejectAsync(488);
            return;
        }

        await call.ProgressAsync(180);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        using var session = new RtpSession(ports, audio, new(), TimeProvider.System);
        var callee = new Callee(session, _voice, greets: manner == "hello");
        var answered = Stopwatch.GetTimestamp();
        await call.AnswerAsync(answer.ToBytes(), SessionDescription.ContentType);
        _clock.Add(callee);
        await Task.Delay(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), TimeProvider.System);
        _clock.Remove(callee);
        await call.HangUpAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System); // A tick that had begun is over.
        _reports.Enqueue(string.Join(' ', [number, $"{audio.Remote.Port}", $"{answered}", .. callee.BargeIns.Select(at => $"{at}")]));
    }
}
