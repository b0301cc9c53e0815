using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Moments as JSON has them: seconds since 1970, sometimes with a fraction.</summary>
internal static class UnixTime
{
    /// <summary>Reads a number of seconds. <see langword="false"/> when it is before 1970 or after the year 9999.</summary>
    public static bool TryRead(JsonElement number, out DateTimeOffset moment)
    {
        moment = default;
        if (!number.TryGetDouble(out var seconds) || !(seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        {
            return false;
        }

        moment = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
