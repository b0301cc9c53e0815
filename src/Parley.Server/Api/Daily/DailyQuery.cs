using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api.Daily;

/// <summary>Reads the parameters of a query; the first that is wrong is kept.</summary>
internal sealed class DailyQuery(IQueryCollection query)
{
    public DailyError? Error { get; private set; }

    public string? Text(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    public int Integer(string name, int fallback, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}"));
        return fallback;
    }

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        Fail($"{name} must be an id");
        return null;
    }

    public void Fail(string info) => Error ??= DailyError.Invalid(info);
}
