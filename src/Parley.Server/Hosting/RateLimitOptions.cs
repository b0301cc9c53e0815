using Parley.Server.Api.Limits;

namespace Parley.Server.Hosting;

/// <summary>How often each key may ask: <c>Parley:RateLimits</c>. What is over a limit is answered 429 with <c>Retry-After</c>. A limit of 0 is none.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Whether the limits hold. Default: <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests with a private key, per 5 seconds. Default: 100.</summary>
    public int RequestsPer5Seconds { get; set; } = 100;

    /// <summary>Lists of rooms and deletions of rooms, per second. Default: 2.</summary>
    public int RoomListsPerSecond { get; set; } = 2;

    /// <summary>Starts of recordings, per second. Default: 1.</summary>
    public int RecordingStartsPerSecond { get; set; } = 1;

    /// <summary>Requests with a public key, per second. Default: 0, no limit: how many sessions run at once is limited per agent.</summary>
    public int StartsPerSecond { get; set; }

    /// <summary>Tokens per second, and how many at once.</summary>
    internal (double PerSecond, double Burst) Of(RateClass rate) => rate switch
    {
        RateClass.General => (RequestsPer5Seconds / 5.0, RequestsPer5Seconds),
        RateClass.Rooms => (RoomListsPerSecond, RoomListsPerSecond),
        RateClass.Recording => (RecordingStartsPerSecond, RecordingStartsPerSecond),
        _ => (StartsPerSecond, StartsPerSecond),
    };
}
