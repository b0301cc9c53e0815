using System.Diagnostics;
using System.Globalization;
using System.Net;
using Parley.Audio;
using Parley.Benchmarks.Calls;
using Parley.Rooms;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Telephony.Media;

namespace Parley.Benchmarks.Legs;

/// <summary>
/// What live legs cost: G.711 in 20 ms packets over UDP, the callers in a process of their own. Prints CPU seconds of this process per call-second and how far packets
/// leave from 20 ms after the one before.
/// </summary>
internal static class LegSpeed
{
    private const int WarmUpSeconds = 10;
    private const int LargestRoom = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs <c>legs [shape] [legs] [seconds]</c>, or without arguments the figures of the documentation.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["callers", var count])
        {
            return await CallAsync(int.Parse(count, CultureInfo.InvariantCulture));
        }

        if (arguments is [var shape, var legs, var seconds])
        {
            await MeasureAsync(shape, int.Parse(legs, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
            return 0;
        }

        await MeasureAsync("echo", 100, 5); // The code is compiled twice over before it is as fast as it gets.
        foreach (var (form, size) in new[] { ("echo", 100), ("echo", 500), ("echo", 1000), ("bridge", 500), ("room", 500) })
        {
            await MeasureAsync(form, size, 20);
        }

        return 0;
    }

    private static async Task MeasureAsync(string shape, int legs, int seconds)
    {
        if (shape == "echo")
        {
            await EchoFloor.MeasureAsync(legs, WarmUpSeconds, seconds);
        }

        var departures = new Departures();
        var ports = Rent(new DepartureNetwork(UdpNetwork.Instance, departures), new PortRange(20_000, 29_999), legs);
        using var callers = Processes.StartSelf("legs", "callers", $"{legs}");
        var theirs = await TradePortsAsync(callers, ports);
        var media = ports.Zip(theirs, (pair, port) => Open(pair, port)).ToList();

        using var clock = new MediaClock(TimeProvider.System);
        var rooms = await PlugAsync(shape, media, clock);
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds), TimeProvider.System);
        departures.Begin();
        var (cpu, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());

        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);

        var took = Stopwatch.GetElapsedTime(start);
        var worked = Environment.CpuUsage.TotalTime - cpu;
        var deviations = departures.End();
        var statistics = media.Select(leg => leg.Statistics!).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape,-6} {legs,5} legs: {worked / took / legs * 1000:0.000} ms CPU per call-second ({worked / took:0.00} cores); departure deviation p50 {At(deviations, 0.5):0} us, p99 {At(deviations, 0.99):0} us, max {deviations[^1]:0} us of {deviations.Length} packets; lost {statistics.Sum(s => s.PacketsLost)}, concealed {statistics.Sum(s => s.TicksConcealed)}; ticks over 20 ms late {clock.Lateness.LateCount}"));

        foreach (var room in rooms)
        {
            await room.DisposeAsync();
        }

        clock.Dispose();
        media.ForEach(leg => leg.Dispose());
        callers.StandardInput.Close();
        await callers.WaitForExitAsync();
    }

    /// <summary>The other process: so many callers, who talk all the time and listen to what comes back.</summary>
    private static async Task<int> CallAsync(int legs)
    {
        var ports = Rent(UdpNetwork.Instance, new PortRange(30_000, 39_999), legs);
        Console.WriteLine(string.Join(' ', ports.Select(pair => pair.LocalEndPoint.Port)));
        var theirs = (await Console.In.ReadLineAsync())!.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture));
        using var clock = new MediaClock(TimeProvider.System);
        foreach (var (pair, port) in ports.Zip(theirs))
        {
            clock.Add(new Caller(new RtpSession(pair, Agreed(port), new(), TimeProvider.System)));
        }

        await Console.In.ReadLineAsync();
        return 0;
    }

    private static async Task<List<Room>> PlugAsync(string shape, List<LegMedia> media, MediaClock clock)
    {
        if (shape == "echo")
        {
            media.ForEach(leg => clock.Add(new Echo(leg)));
            return [];
        }

        var rooms = new List<Room>();
        foreach (var legs in media.Chunk(shape == "bridge" ? 2 : LargestRoom))
        {
            var room = new Room(new() { Name = $"{rooms.Count}" }, clock, TimeProvider.System);
            foreach (var (place, leg) in legs.Index())
            {
                await room.JoinAsync(new LegPort(leg), new() { Id = $"{place}" });
            }

            rooms.Add(room);
        }

        return rooms;
    }

    private static List<RtpPortPair> Rent(IDatagramNetwork network, PortRange range, int legs)
    {
        var pool = new RtpPortPool(network, IPAddress.Loopback, range);
        return [.. Enumerable.Range(0, legs).Select(_ => pool.TryRent(out var pair, out var error) ? pair : throw new InvalidOperationException(error))];
    }

    private static async Task<IEnumerable<int>> TradePortsAsync(Process callers, List<RtpPortPair> ports)
    {
        var theirs = (await callers.StandardOutput.ReadLineAsync())!.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture));
        await callers.StandardInput.WriteLineAsync(string.Join(' ', ports.Select(pair => pair.LocalEndPoint.Port)));
        await callers.StandardInput.FlushAsync();
        return theirs;
    }

    private static LegMedia Open(RtpPortPair ports, int theirs)
    {
        var media = new LegMedia(ports, TimeProvider.System, random: null);
        return media.Open(Agreed(theirs)) ? media : throw new InvalidOperationException("PCMU is not spoken.");
    }

    private static NegotiatedAudio Agreed(int port) =>
        new(new(IPAddress.Loopback, port), new(IPAddress.Loopback, port + 1), CodecDescription.Pcmu, MediaDirection.SendReceive, Tick)
        {
            TelephoneEventPayloadType = 101,
            ReceivedTelephoneEventPayloadType = 101,
        };

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    /// <summary>A leg that says what it hears.</summary>
    private sealed class Echo(LegMedia leg) : ITicked
    {
        private readonly short[] _samples = new short[160];

        public void Tick()
        {
            leg.Read(_samples);
            leg.Write(_samples);
        }
    }

    private sealed class LegPort(LegMedia leg) : IAudioPort
    {
        public int SampleRate => LegMedia.SampleRate;

        public bool Read(Span<short> samples) => leg.Read(samples);

        public void Write(ReadOnlySpan<short> samples) => leg.Write(samples);
    }

    private sealed class Caller(RtpSession session) : ITicked
    {
        private readonly byte[] _payload = new byte[160];
        private byte _step;

        public void Tick()
        {
            session.Poll();
            session.Take(_payload);
            _payload.AsSpan().Fill((byte)(0x90 + (_step++ & 0x1F)));
            session.Send(_payload);
        }
    }

    /// <summary>The machine's network with a watch on what is sent.</summary>
    private sealed class DepartureNetwork(IDatagramNetwork network, Departures departures) : IDatagramNetwork
    {
        public IDatagramSocket Bind(IPEndPoint local) => new Watched(network.Bind(local), departures);

        private sealed class Watched(IDatagramSocket socket, Departures departures) : IDatagramSocket
        {
            private long _last;

            public IPEndPoint LocalEndPoint => socket.LocalEndPoint;

            public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from) => socket.TryReceive(buffer, out length, out from);

            public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
            {
                if (!RtpLooks(datagram))
                {
                    return socket.TrySend(datagram, to);
                }

                var now = Stopwatch.GetTimestamp();
                departures.Note(_last == 0 ? null : Stopwatch.GetElapsedTime(_last, now) - LegSpeed.Tick);
                _last = now;
                return socket.TrySend(datagram, to);
            }

            public void Dispose() => socket.Dispose();

            private static bool RtpLooks(ReadOnlySpan<byte> datagram) => datagram.Length == 172;
        }
    }

    /// <summary>How far from 20 ms after the one before each packet left, in microseconds. Written by the one media thread.</summary>
    private sealed class Departures
    {
        private readonly List<double> _deviations = new(2_000_000);
        private volatile bool _isOn;

        public void Begin() => _isOn = true;

        public double[] End()
        {
            _isOn = false;
            var deviations = _deviations.ToArray();
            Array.Sort(deviations);
            return deviations;
        }

        public void Note(TimeSpan? deviation)
        {
            if (_isOn && deviation is { } d)
            {
                _deviations.Add(Math.Abs(d.TotalMicroseconds));
            }
        }
    }
}
