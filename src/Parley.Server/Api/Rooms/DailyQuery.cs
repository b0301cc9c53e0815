using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Rooms;

/// <summary>Reads the parameters of the rooms API's queries.</summary>
internal static class DailyQuery
{
    public static int Integer(IQueryCollection query, string name, int fallback, int maximum, out DailyError? wrong)
    {
        wrong = null;
        if (Text(query, name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= maximum)
        {
            return number;
        }

        wrong = DailyError.Invalid($"{name}: expected a whole number from 1 to {maximum}");
        return fallback;
    }

    public static Guid? Id(IQueryCollection query, string name, out DailyError? wrong)
    {
        wrong = null;
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        wrong = DailyError.Invalid($"{name}: expected the id of a room");
        return null;
    }

    /// <summary>The parameter; <see langword="null"/> when it is missing or empty.</summary>
    public static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
}
