namespace Parley.Telephony.Numbers;

/// <summary>Which owned number a callee sees when the request names none.</summary>
public enum CallerIdChoice
{
    /// <summary>Any of them.</summary>
    Random,

    /// <summary>The first of <see cref="IOwnedNumbers.ListAsync"/>, which gives the oldest first.</summary>
    Oldest,
}
